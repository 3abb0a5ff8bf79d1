using Datasets;
using Microsoft.ML.Acn.Benchmarks.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>The process that <see cref="KillsBenchmark"/> kills.</summary>
internal static class KilledRun
{
    /// <summary>The first argument of the program when it is the one that is killed.</summary>
    public const string Child = "kills-child";

    public const string Checkpoint = "run.checkpoint";

    /// <summary>The line that says that training is over.</summary>
    public const string Saving = "saving";

    /// <summary>The line that says that the models are saved.</summary>
    public const string Saved = "saved";

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
        IDataView data = View(ml, rows);
        using AcnTransformer model = Trainer(ml, Seed, options =>
        {
            options.Epochs = 3;
            options.CheckpointPath = Path.Combine(folder, Checkpoint);
            options.CheckpointInterval = TimeSpan.FromMilliseconds(300);
        }).Fit(data);
        Say(Saving);
        SavedModels.Save(ml, model, data.Schema, folder);
        Say(Saved);
    }

    /// <summary>Trains another model of the same shape and saves it, with rows that it keeps in a third file.</summary>
    public static void SaveOlder(string folder, int rows)
    {
        var ml = new MLContext(Seed);
        IDataView data = View(ml, rows);
        using AcnTransformer model = Trainer(ml, Seed + 1, options => (options.Epochs, options.Continual) = (1, AcnContinual.Replay())).Fit(data);
        SavedModels.Save(ml, model, data.Schema, folder);
    }

    private static AcnTrainer Trainer(MLContext ml, int seed, Action<AcnTextOptions> change)
    {
        var options = new AcnTextOptions
        {
            FeatureColumnName = nameof(LabelledText.Text),
            // Writing a table of the usual size after every other step would be most of the run.
            SubwordBuckets = Buckets,
            BigramBuckets = Buckets,
            Width = 64,
            Seed = seed,
            // Two threads wait for each other in loops, for long where other programs run.
            Threads = 1,
            Precision = AcnPrecision.Float32,
        };
        change(options);
        return ml.MulticlassClassification.Trainers.Acn(options);
    }

    private static void Say(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }

    private static IDataView View(MLContext ml, int rows)
    {
        IDataView data = ml.Data.LoadFromEnumerable(new SyntheticRows(rows, WordsPerRow, Seed).Read());
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledText.Label)).Fit(data).Transform(data);
    }
}
