using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>
/// What of an epoch is spent outside of forward, backward and optimizer? An epoch as it is trained, its batches made by another thread, in turns
/// with the same steps on batches that are already there.
/// </summary>
internal sealed class PipelineBenchmark : Benchmark
{
    private const int Rows = 6_400;
    private const double Goal = 0.1;
    private static readonly (string Name, AcnImageAugmentation Augmentation)[] _augmentations =
        [("None", AcnImageAugmentation.None), ("Light", AcnImageAugmentation.Light), ("Strong", AcnImageAugmentation.Strong)];

    public override string Name => "pipeline";

    public override string Summary => "Fashion-MNIST: share of a training epoch that making the batches costs, augmentation included";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        FashionImages images = FashionImages.Load(arguments.DataFolder, Say, 0, arguments.Holdout);
        ImageRow[] train = [.. images.Train.Take(arguments.Rows ?? Rows)];
        int rounds = arguments.Rounds ?? 5;
        arguments.Refuse(nameof(AcnImageOptions.Augmentation));
        report.Paragraph($"{train.Length:N0} pictures of Fashion-MNIST, {arguments.Changes}, and the augmentation below. An epoch as it is trained against the same steps on batches made beforehand, {rounds} rounds in turns; both share the cores, so that the difference is all that making batches takes from the network, waiting included.");
        var rows = new List<string[]>();
        foreach ((string name, AcnImageAugmentation augmentation) in _augmentations)
        {
            Say(name);
            AcnImageOptions options = FashionImages.Describe(arguments.ImageOptions(1));
            options.Augmentation = augmentation;
            Alternation times = Measure(train, options, rounds);
            double share = 1 - (1 / times.Ratio);
            rows.Add([name, $"{times.First.Median():F2}", $"{times.Second.Median():F2}", $"{share:P1}"]);
            report.Goal($"{name}: at most {Goal:P0} of an epoch", share <= Goal, $"{share:P1} (an epoch takes {times.Ratio:F3} times as long as its steps alone; rounds: {times.RatioRange})");
        }
        report.Table(["augmentation", "epoch, s", "steps alone, s", "outside of the steps"], rows);
    }

    private static Alternation Measure(ImageRow[] train, AcnImageOptions options, int rounds)
    {
        var ml = new MLContext(1);
        IDataView view = ml.Data.LoadFromEnumerable(train);
        InputFamily family = InputFamilies.Of(options);
        TrainingRows read = new TrainingRowsReader
        {
            LabelColumnName = nameof(ImageRow.Label),
            InputColumnNames = family.Columns.Select(column => column.Name),
            CreateStore = family.CreateStore,
            Bind = family.Bind,
            CheckAlive = () => { },
        }.Read(ml.Transforms.Conversion.MapValueToKey(nameof(ImageRow.Label)).Fit(view).Transform(view));
        var set = new TrainingSet(read.Store, read.Labels, read.Weights, read.Classes.Count);
        TrainingPlan plan = TrainingPlanner.Plan(options, train.Length);
        PreparedRows rows = PreparedRows.Held(family, set, new RowSplit([.. Enumerable.Range(0, train.Length)], []), null, plan, [.. Enumerable.Repeat(1f, set.Classes)]);
        using var threads = new ThreadScope(options.Threads);
        using var network = new AcnNetwork(TrainingRun.ConfigFor(options, family, rows.Encoder, set.Classes), CPU, seed: 1);
        network.SetProductType(PrecisionProbe.Choose(options.Precision, CPU));
        using var step = new TrainingStep(network, plan, new Random(2));
        TrainingBatch[] made = [.. rows.Batches.Epoch(new Random(3))];
        return Alternation.Measure(rounds, () => Train(rows.Batches.Epoch(new Random(3))), () => Train(made));

        void Train(IEnumerable<TrainingBatch> batches)
        {
            foreach (TrainingBatch batch in batches)
                step.Run(batch, plan.LearningRate);
        }
    }
}
