using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Acn;
using SampleConsole;
using Spectre.Console;

namespace TextClassification;

/// <summary>The story: data, training, compression, comparison, and a saved model that is asked about a sentence.</summary>
internal static class Sample
{
    private const double Tolerance = 0.005;

    public static void Run(SampleOptions options)
    {
        string path = ModelPath.Prepare(options.SavePath, "text.zip");
        var ml = new MLContext(options.Seed);
        ml.Log += SampleProgram.WriteWarning;
        TextData data = TextData.Load(ml, options, AnsiConsole.WriteLine);
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(data.Title)}[/]");

        // Ctrl-C ends training early, with the best epoch so far.
        AnsiConsole.WriteLine("Training an auto-compressing network (Ctrl-C keeps the best epoch so far)");
        var clock = Stopwatch.StartNew();
        ITransformer labels = TextPipeline.FitLabels(ml, data.Train);
        using AcnTransformer network = Train(ml, labels, data, options);
        TimeSpan training = clock.Elapsed;

        // The validation rows show which layers can be cut off.
        IDataView validation = labels.Transform(data.Validation);
        AcnDepthProfile depths = network.ProfileDepth(validation);
        using AcnTransformer compressed = network.Truncate(depths.SmallestWithin(Tolerance));
        ResultTables.WriteDepths(depths, compressed.Depth);

        AnsiConsole.WriteLine("Training FeaturizeText + SdcaMaximumEntropy");
        clock.Restart();
        ITransformer baseline = TextPipeline.TrainBaseline(ml, data.AllTraining, options.SecondTextColumn is not null);
        TimeSpan baselineTraining = clock.Elapsed;

        ITransformer model = TextPipeline.Join(ml, labels, compressed, data.Test);
        ResultTables.WriteModels([
            ModelResult.Measure(ml, $"ACN, depth {network.Depth}", TextPipeline.Join(ml, labels, network, data.Test), training, data.Test),
            ModelResult.Measure(ml, $"ACN, cut to depth {compressed.Depth}", model, null, data.Test),
            ModelResult.Measure(ml, "FeaturizeText + SDCA", baseline, baselineTraining, data.Test),
        ]);

        ml.Model.SaveAtomically(model, data.Test.Schema, path);
        AnsiConsole.WriteLine($"Saved the cut network to {path}; loaded again, it says of");
        Answer.Write(ml, ml.Model.Load(path, out _), Question(ml, options, data));
    }

    private static AcnTransformer Train(MLContext ml, ITransformer labels, TextData data, SampleOptions options)
    {
        using var ctrlC = new CtrlC();
        return TrainingDisplay.Run(progress => TextPipeline.Train(ml, labels, data.Train, data.Validation, OptionsFor(options, progress, ctrlC.Token)));
    }

    private static AcnTextOptions OptionsFor(SampleOptions options, IProgress<AcnTrainingProgress> progress, CancellationToken cancellation)
    {
        var network = new AcnTextOptions
        {
            FeatureColumnName = nameof(TextRow.Text),
            SecondFeatureColumnName = options.SecondTextColumn is null ? null : nameof(TextRow.SecondText),
            Epochs = options.Epochs,
            MaxTrainingTime = options.TimeLimit,
            Progress = progress,
            CancellationToken = cancellation,
            OnCancellation = AcnCancellationBehavior.KeepBest,
        };
        if (options.Layers is { } layers)
            network.Layers = layers;
        return network;
    }

    /// <summary>The sentence of the command line; without one a built-in sentence, or the first test row of the user's own.</summary>
    private static TextRow Question(MLContext ml, SampleOptions options, TextData data)
    {
        if (options.Text is not null)
            return new TextRow { Text = options.Text, SecondText = options.SecondText ?? string.Empty };
        return options.TrainPath is null
            ? new TextRow { Text = "large striped cat that hunts deer in the forests of Asia" }
            : ml.Data.CreateEnumerable<TextRow>(data.Test, reuseRowObject: false, ignoreMissingColumns: true).First();
    }
}
