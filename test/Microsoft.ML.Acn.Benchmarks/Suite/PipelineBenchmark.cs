using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>
/// What of an epoch is spent outside of forward, backward and optimizer? An epoch as it is trained, batches of pictures made by another thread
/// and those of texts between steps, in turns with the same steps on batches that are already there.
/// </summary>
internal sealed class PipelineBenchmark : Benchmark
{
    private const int Rows = 6_400;
    private const double Goal = 0.1;
    private const double TextGoal = 0.05;
    private static readonly (string Name, AcnImageAugmentation Augmentation)[] _augmentations =
        [("None", AcnImageAugmentation.None), ("Light", AcnImageAugmentation.Light), ("Strong", AcnImageAugmentation.Strong)];

    public override string Name => "pipeline";

    public override string Summary => "Fashion-MNIST and WordNet: share of a training epoch that making the batches costs, and of a whole Fit on texts all that is not network";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int size = arguments.Rows ?? Rows, rounds = arguments.Rounds ?? 5;
        arguments.Refuse(nameof(AcnImageOptions.Augmentation));
        report.Paragraph($"{size:N0} pictures of Fashion-MNIST with the augmentation below, or as many glosses of WordNet, {arguments.Changes}. An epoch as it is trained against the same steps on batches made beforehand, {rounds} rounds in turns; both share the cores, so that the difference is all that making batches takes from the network, waiting included.");
        var rows = new List<string[]>();
        var ml = new MLContext(1);
        if (arguments.Wants("pictures"))
        {
            FashionImages images = FashionImages.Load(arguments.ImagesFolder, Say, 0, arguments.Holdout);
            IDataView pictures = ml.Data.LoadFromEnumerable(images.Train.Take(size));
            foreach ((string name, AcnImageAugmentation augmentation) in _augmentations)
            {
                AcnImageOptions options = FashionImages.Describe(arguments.ImageOptions(1));
                options.Augmentation = augmentation;
                Tell($"pictures, {name}", Measure(pictures, options, rounds), Goal);
            }
        }
        if (!arguments.Wants("texts"))
        {
            Table();
            return;
        }
        IReadOnlyList<LabelledText> glosses = WordNet.NounGlosses(arguments.DataFolder, Say).Train;
        AcnTextOptions text = arguments.TextOptions(1);
        text.FeatureColumnName = nameof(LabelledText.Text);
        double ofEpoch = Tell("texts", Measure(ml.Data.LoadFromEnumerable(glosses.Take(size)), text, rounds), TextGoal);
        Table();
        WholeFit(arguments.TextOptions(1), arguments.Limit(glosses), ofEpoch, report);

        double Tell(string name, Turns times, double goal)
        {
            double[] longer = times.SpeedUps(1, 0);
            double share = 1 - (1 / longer.Median());
            rows.Add([name, $"{times.Median(0):F2}", $"{times.Median(1):F2}", $"{share:P1}"]);
            report.Goal($"{name}: at most {goal:P0} of an epoch", share <= goal, $"{share:P1} (an epoch takes {longer.MedianAndRange("F3")} times as long as its steps alone)");
            return share;
        }

        void Table() => report.Table(["rows, augmentation", "epoch, s", "steps alone, s", "outside of the steps"], rows);
    }

    /// <summary>
    /// What a Fit takes beside its steps: keys of labels, reading rows, the vocabulary, making batches, validation, figures of the layers, keeping the best
    /// weights, and what comes after the last epoch.
    /// </summary>
    private static void WholeFit(AcnTextOptions options, IReadOnlyList<LabelledText> glosses, double ofEpoch, Report report)
    {
        using AcnRun run = AcnRun.Train(options, glosses, null, Say);
        double training = run.EpochEnds.Sum(end => end.Rows / end.RowsPerSecond), batches = Math.Max(ofEpoch, 0) * training;
        double ends = run.EpochEnds[^1].Elapsed.TotalSeconds - training, rest = run.Seconds - ends - training, share = (batches + ends + rest) / run.Seconds;
        report.Paragraph($"A whole Fit on {glosses.Count:N0} glosses takes {run.Seconds:F1} s. Its {run.Epochs} epochs' passes over the training rows take {training:F1} s, of which {batches:F1} s go to making batches, by the share above. Ends of epochs (validation, figures of the layers for who listens, keeping the best weights) take {ends:F1} s; keys of labels, reading the rows, the vocabulary, and what comes after the last epoch {rest:F1} s.");
        report.Goal($"whole Fit on texts: at most {TextGoal:P0} outside of the steps' forward, backward and update", share <= TextGoal, $"{share:P1}: batches {batches / run.Seconds:P1}, ends of epochs {ends / run.Seconds:P1}, before and after {rest / run.Seconds:P1}");
    }

    private static Turns Measure(IDataView view, AcnOptions options, int rounds)
    {
        Say(options.FeatureColumnName);
        var ml = new MLContext(1);
        InputFamily family = InputFamilies.Of(options);
        TrainingRows read = new TrainingRowsReader
        {
            LabelColumnName = options.LabelColumnName,
            InputColumnNames = family.Columns.Select(column => column.Name),
            CreateStore = family.CreateStore,
            Bind = family.Bind,
            CheckAlive = () => { },
        }.Read(ml.Transforms.Conversion.MapValueToKey(options.LabelColumnName).Fit(view).Transform(view));
        var set = new TrainingSet(read.Store, read.Labels, read.Weights, read.Classes.Count);
        TrainingPlan plan = TrainingPlanner.Plan(options, set.Labels.Length);
        PreparedRows rows = PreparedRows.Held(family, set, new RowSplit([.. Enumerable.Range(0, set.Labels.Length)], []), null, plan, [.. Enumerable.Repeat(1f, set.Classes)], CPU);
        using var threads = new ThreadScope(options.Threads);
        using var network = new AcnNetwork(TrainingRun.ConfigFor(options, family, rows.Encoder, set.Classes), CPU, seed: 1);
        network.SetProductType(PrecisionProbe.Choose(options.Precision, CPU));
        using var step = new TrainingStep(network, plan, new Random(2));
        TrainingBatch[] made = [.. rows.Batches.Epoch(new Random(3))];
        return Turns.Measure(rounds, () => Train(rows.Batches.Epoch(new Random(3))), () => Train(made));

        void Train(IEnumerable<TrainingBatch> batches)
        {
            foreach (TrainingBatch batch in batches)
                step.Run(batch, plan.LearningRate);
        }
    }
}
