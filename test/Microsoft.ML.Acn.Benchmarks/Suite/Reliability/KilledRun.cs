using Datasets;
using Microsoft.ML.Acn.Benchmarks.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>The process that <see cref="KillsBenchmark"/> kills.</summary>
internal static class KilledRun
{
    /// <summary>The first argument of the program when it is the one that is killed.</summary>
    public const string Child = "kills-child";

    /// <summary>The files of the model, without their endings.</summary>
    public const string Model = "model";

    public const string Checkpoint = "run.checkpoint";

    /// <summary>The line that says that training is over.</summary>
    public const string Saving = "saving";

    private const int Seed = 1;
    private const int WordsPerRow = 12;
    private const int Buckets = 1 << 12;
    private const string Written = "Checkpoint after ";

    /// <summary>What is killed: trains with checkpoints, says when it begins to save, and saves.</summary>
    public static void Run(string folder, int rows)
    {
        var ml = new MLContext(Seed);
        ml.Log += (_, entry) =>
        {
            if (entry.RawMessage.StartsWith(Written, StringComparison.Ordinal))
                Console.WriteLine(entry.RawMessage);
        };
        using AcnTransformer model = ml.MulticlassClassification.Trainers.Acn(new AcnTextOptions
        {
            FeatureColumnName = nameof(LabelledText.Text),
            Epochs = 3,
            // Writing a table of the usual size after every other step would be most of the run.
            SubwordBuckets = Buckets,
            BigramBuckets = Buckets,
            Width = 64,
            Seed = Seed,
            Precision = AcnPrecision.Float32,
            CheckpointPath = Path.Combine(folder, Checkpoint),
            CheckpointInterval = TimeSpan.FromMilliseconds(300),
        }).Fit(View(ml, rows));
        Console.WriteLine(Saving);
        Console.Out.Flush();
        model.SaveWeights(Path.Combine(folder, Model));
    }

    private static IDataView View(MLContext ml, int rows)
    {
        IDataView data = ml.Data.LoadFromEnumerable(new SyntheticRows(rows, WordsPerRow, Seed).Read());
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledText.Label)).Fit(data).Transform(data);
    }
}
