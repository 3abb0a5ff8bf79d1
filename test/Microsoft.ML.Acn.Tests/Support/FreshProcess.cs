using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Acn.Tests.Reliability;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>
/// The entry point of the test assembly, and a way to call it in a process of its own. There, nothing of the package has been touched when
/// ML.NET is asked to load a model.
/// </summary>
internal static class FreshProcess
{
    private const string FitVerb = "--fit";

    public static int Main(string[] arguments)
    {
        if (arguments is [FitVerb, string name, string path])
        {
            File.WriteAllBytes(path, SeedTraining.Model(DeterminismTests.OptionsOf(name)));
            return 0;
        }
        if (arguments[0] == TrainedProcess.Command)
            return TrainedProcess.RunChild(arguments[1]);
        if (arguments[0] == TrainedOnProcess.Command)
            return TrainedOnProcess.RunChild(arguments[1], arguments[2]);
        ITransformer model = new MLContext().Model.Load(arguments[0], out _);
        using PredictionEngine<TextRow, TextPrediction> engine = new MLContext().Model.CreatePredictionEngine<TextRow, TextPrediction>(model);
        foreach (string text in arguments.Skip(1))
        {
            IEnumerable<string> bits = engine.Predict(new TextRow { Text = text }).Score.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", CultureInfo.InvariantCulture));
            Console.Out.WriteLine("scores " + string.Join(' ', bits));
        }
        return 0;
    }

    /// <summary>Loads a model in a new process and gives the scores of some texts.</summary>
    public static float[][] Scores(string modelPath, IEnumerable<string> texts)
    {
        (int code, string output) = Run(typeof(FreshProcess).Assembly.Location, [modelPath, .. texts]);
        Assert.True(code == 0, output);
        return [.. output.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith("scores ", StringComparison.Ordinal))
            .Select(line => line.Split(' ').Skip(1).Select(bits => BitConverter.UInt32BitsToSingle(uint.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))).ToArray())];
    }

    /// <summary>Trains a model of <see cref="DeterminismTests"/> in a new process, and writes its entries to a file.</summary>
    public static void Fit(string name, string path)
    {
        (int code, string output) = Run(typeof(FreshProcess).Assembly.Location, FitVerb, name, path);
        Assert.True(code == 0, output);
    }

    /// <summary>Runs a program and gives its exit code and what it printed.</summary>
    public static (int Code, string Output) Run(string program, params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
