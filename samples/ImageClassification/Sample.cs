using System.Diagnostics;
using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;
using SampleConsole;
using Spectre.Console;

namespace ImageClassification;

/// <summary>The story: pictures, training, compression, comparison, and a saved model that is asked about a picture.</summary>
internal static class Sample
{
    private const double Tolerance = 0.005;

    public static void Run(SampleOptions options)
    {
        string path = ModelPath.Prepare(options.SavePath, "image.zip");
        string sheets = Directory.CreateDirectory(DatasetFolder.For("sheets")).FullName;

        var ml = new MLContext(options.Seed);
        ml.Log += SampleProgram.WriteWarning;
        ImageTask task = ImageTask.Choose(options, AnsiConsole.WriteLine);
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(task.Title)}[/]");
        AnsiConsole.WriteLine(task.Counts);
        AugmentationSheet.Write(task, options.Augmentation ?? task.NetworkOptions().Augmentation, Path.Combine(sheets, "augmentation.png"));

        // Ctrl-C ends training early, with the best epoch so far.
        AnsiConsole.WriteLine("Training an auto-compressing network (Ctrl-C keeps the best epoch so far)");
        var clock = Stopwatch.StartNew();
        IDataView train = task.Rows(ml, task.Train), validation = task.Rows(ml, task.Validation), test = task.Rows(ml, task.Test);
        ITransformer labels = ImagePipeline.FitLabels(ml, train);
        using AcnTransformer network = Train(ml, labels, train, validation, task, options);
        TimeSpan training = clock.Elapsed;

        // The validation pictures show which layers can be cut off.
        AcnDepthProfile depths = network.ProfileDepth(labels.Transform(validation));
        using AcnTransformer compressed = network.Truncate(depths.SmallestWithin(Tolerance));
        ResultTables.WriteDepths(depths, compressed.Depth);

        AnsiConsole.WriteLine("Training LbfgsMaximumEntropy on the pixels");
        clock.Restart();
        ITransformer baseline = task.TrainBaseline(ml, task.Rows(ml, [.. task.Train, .. task.Validation]));
        TimeSpan baselineTraining = clock.Elapsed;

        ITransformer model = ImagePipeline.Join(ml, labels, compressed, test);
        var result = ModelResult.Measure(ml, $"ACN, cut to depth {compressed.Depth}", model, null, test);
        ResultTables.WriteModels([
            ModelResult.Measure(ml, $"ACN, depth {network.Depth}", ImagePipeline.Join(ml, labels, network, test), training, test),
            result,
            ModelResult.Measure(ml, "Pixels + L-BFGS", baseline, baselineTraining, test),
        ]);

        var predictions = Predictions.Of(ml, model, task.Test, test);
        ClassTables.Write(predictions.Classes, result.Metrics.ConfusionMatrix);
        PredictionSheet.Write(task, predictions, Path.Combine(sheets, "predictions.png"));

        Picture question = options.ImagePath is { } image ? new FilePicture(string.Empty, image) : task.Test[0];
        float[] answer = Answer.Ask(ml, model, question.ToFile());
        ml.Model.SaveAtomically(model, test.Schema, path);
        AnsiConsole.WriteLine($"Saved the cut network to {path}; loaded again, it says of");
        Answer.Write(ml, ml.Model.Load(path, out _), question, answer);
    }

    private static AcnTransformer Train(MLContext ml, ITransformer labels, IDataView train, IDataView validation, ImageTask task, SampleOptions options)
    {
        using var ctrlC = new CtrlC();
        return TrainingDisplay.Run(progress => ImagePipeline.Train(ml, labels, train, validation, OptionsFor(task, options, progress, ctrlC.Token)));
    }

    private static AcnImageOptions OptionsFor(ImageTask task, SampleOptions options, IProgress<AcnTrainingProgress> progress, CancellationToken cancellation)
    {
        AcnImageOptions network = task.NetworkOptions();
        network.FeatureColumnName = nameof(FileRow.Image);
        network.Augmentation = options.Augmentation ?? network.Augmentation;
        network.Progress = progress;
        network.CancellationToken = cancellation;
        network.OnCancellation = AcnCancellationBehavior.KeepBest;
        network.MaxTrainingTime = options.TimeLimit ?? (options.Epochs is null ? network.MaxTrainingTime : null);
        network.Epochs = options.Epochs ?? network.Epochs;
        network.Layers = options.Layers ?? network.Layers;
        network.Architecture = options.Architecture ?? network.Architecture;
        return network;
    }
}
