using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>How fast and how good is a compressed model beside fastText?</summary>
internal sealed class FastTextBenchmark : Benchmark
{
    private const int ValidationRows = 5_000;
    private const double SpeedGoal = 0.3;

    private static readonly double[] _sparsities = [0.5, 0.9];

    public override string Name => "fasttext";

    public override string Summary => "WordNet: compressed models beside fastText, in programs that have their model and as commands";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 5;
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        IReadOnlyList<LabelledText> rows = arguments.Limit(glosses.Train);
        (LabelledText[] train, LabelledText[] validation) = ValidatedRows.Of(rows, ValidationRows);
        Say("fastText");
        using FastText fastText = FastText.Train(rows) ?? throw new BenchmarkException("There is no fastText on the PATH.");
        AcnTextOptions options = arguments.TextOptions(1);
        using AcnRun run = AcnRun.Train(options, train, validation, Say);
        using AcnTransformer cut = run.Network.Compress(run.Keyed(validation), new AcnCompressionOptions { MeasureSpeed = false });

        // No row twice: both programs remember nothing of rows but what they learned in training.
        LabelledText[] many = [.. glosses.Test.Concat(glosses.Train)];
        report.Paragraph($"Trained with {arguments.Changes} on {train.Length:N0} WordNet glosses, depth and epoch chosen by {validation.Length:N0} more; fastText trained on all of these. Pruned: hidden units and heads, by magnitude, during {FineTunedPruning.Epochs} epochs. {many.Length:N0} glosses, none of them twice, are classified in {rounds} rounds in turns, on {get_num_threads()} threads of torch; `fasttext predict` computes on one. A command is a process of its own that loads a model, reads a file and writes a class for each row; what it takes for a file of one row is its start. Transform classifies rows that a program holds: it neither reads a file nor writes one, which fastText's time includes.");
        var table = new List<string[]>();
        var goals = new List<(string Goal, bool IsReached, string Measured)>();
        Measure($"cut by Compress, {cut.Depth} of {run.Network.Depth} layers", cut);
        foreach (double sparsity in _sparsities)
        {
            Say($"pruning, {sparsity:P0}");
            using AcnTransformer pruned = FineTunedPruning.Of(cut, run.Keyed(validation), run.Keyed(train), options, AcnPruningTarget.HiddenUnits | AcnPruningTarget.Heads, sparsity);
            Measure($"cut, and pruned by {sparsity:P0}", pruned);
        }
        report.Paragraph("How many times fastText's speed; medians, in parentheses the lowest and highest round:");
        report.Table(["", "accuracy, validation rows", "test rows", "Transform, a loaded model", "the same, 1 thread of torch", "command without its start", "command from start to end", "rows/s of Transform"], table);
        report.Paragraph($"fastText's accuracy on test rows is {fastText.Accuracy(glosses.Test):P2}.");
        foreach ((string goal, bool isReached, string measured) in goals)
            report.Goal(goal, isReached, measured);

        void Measure(string name, AcnTransformer network)
        {
            Say(name);
            FastTextTurns turns = FastTextTurns.Measure(run, network, fastText, many, rounds);
            table.Add([name, Accuracy(network, validation), Accuracy(network, glosses.Test), Times(turns.Loaded), Times(turns.OneThread), Times(turns.Command), Times(turns.WholeCommand), $"{turns.RowsPerSecond:N0} of {turns.FastTextRowsPerSecond:N0}"]);
            goals.Add(($"{name}: Transform at {SpeedGoal} times the speed of fastText without its start", turns.Loaded.Median() >= SpeedGoal, Times(turns.Loaded)));
            goals.Add(($"{name}: the command at {SpeedGoal} times fastText's speed, both without their start", turns.Command.Median() >= SpeedGoal, Times(turns.Command)));
        }

        string Accuracy(AcnTransformer network, IReadOnlyList<LabelledText> measured) => $"{run.Evaluate(network, measured).MicroAccuracy:P2}";
    }

    private static string Times(double[] ratios) => ratios.MedianAndRange("F2");
}
