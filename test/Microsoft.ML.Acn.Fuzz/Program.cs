using Microsoft.ML.Acn.Reliability.Fuzzing;
using Microsoft.ML.Acn.Reliability.Mutation;
using Microsoft.ML.Acn.Reliability.Seeds;
using SharpFuzz;

const string usage = """
    corpus FOLDER          trains small models and writes their parts to FOLDER/tensors, FOLDER/configuration and FOLDER/zip
    tensors MODEL          reads weights from standard input into the model file MODEL, one of FOLDER/zip, and loads it
    configuration MODEL    the same with the configuration
    zip MODEL              loads standard input as a model file
    Checksums are put right in the first two, so that they are no wall. Without a fuzzer a target runs once; what breaks a promise ends in an exception.
    """;

switch (args)
{
    case ["corpus", string folder]:
        foreach (SeedModel model in SeedModels.All)
            Corpus.Write(model, folder);
        return 0;
    case [string name, string file] when Enum.TryParse(name, ignoreCase: true, out FuzzTarget target):
        // An instrumented library can only be used within a run, so the model is a file that was made before.
        SeedModel origin = SeedModel.FromZip(Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file));
        var loader = new FuzzLoader();
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            byte[] bytes = input.ToArray();
            // What ML.NET makes of another schema is a known gap of its own, which would hide what is ours.
            if (target == FuzzTarget.Zip && ZipMutator.HasOtherSchema(origin, bytes))
                return;
            FuzzOutcome outcome = loader.Run(FuzzCase.Of(origin, target, bytes));
            if (outcome.Fault is { } fault)
                throw new InvalidOperationException(fault);
        });
        return 0;
    default:
        Console.Error.WriteLine(usage);
        return 2;
}
