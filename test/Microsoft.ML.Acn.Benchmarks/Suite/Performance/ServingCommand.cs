using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>A command that loads a model, reads a file of texts and writes the class of each, as <c>fasttext predict</c> does.</summary>
internal sealed class ServingCommand : IDisposable
{
    /// <summary>The first argument of the program when it is this command.</summary>
    public const string Child = "serving-child";

    private readonly string _folder = Directory.CreateTempSubdirectory("acn-serving-").FullName;

    /// <param name="run">Whose labels the model has.</param>
    /// <param name="network">The network.</param>
    /// <param name="rows">Rows of the kind that it was trained on.</param>
    public ServingCommand(AcnRun run, AcnTransformer network, IReadOnlyList<LabelledText> rows)
        => new MLContext().Model.Save(run.ModelWith(network), run.View(rows).Schema, Model);

    private string Model => Path.Combine(_folder, "model.zip");

    /// <summary>Writes rows as the command reads them.</summary>
    public string FileOf(IReadOnlyList<LabelledText> rows)
    {
        string path = Path.Combine(_folder, $"{rows.Count}.tsv");
        File.WriteAllLines(path, rows.Select(row => $"{row.Label}\t{row.Text}"));
        return path;
    }

    /// <summary>The answers to a file of rows, by a process of their own.</summary>
    public string[] Predict(string rows) => ChildProgram.OutputOfThis(Child, Model, rows).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The command.</summary>
    public static void RunChild(string model, string rows)
    {
        var ml = new MLContext();
        ITransformer loaded = ml.Model.Load(model, out _);
        IDataView texts = ml.Data.LoadFromTextFile(rows, [new(nameof(LabelledText.Label), DataKind.String, 0), new(nameof(LabelledText.Text), DataKind.String, 1)]);
        DataViewSchema.Column predicted = loaded.GetOutputSchema(texts.Schema)["PredictedLabel"];
        // The names of the keys, and not MapKeyToValue, for which ML.NET hands rows from thread to thread.
        VBuffer<ReadOnlyMemory<char>> labels = default;
        predicted.GetKeyValues(ref labels);
        using DataViewRowCursor cursor = loaded.Transform(texts).GetRowCursor([predicted]);
        ValueGetter<uint> get = cursor.GetGetter<uint>(predicted);
        using var output = new StreamWriter(Console.OpenStandardOutput());
        uint key = 0;
        while (cursor.MoveNext())
        {
            get(ref key);
            output.WriteLine(labels.GetItemOrDefault((int)key - 1).Span);
        }
    }
}
