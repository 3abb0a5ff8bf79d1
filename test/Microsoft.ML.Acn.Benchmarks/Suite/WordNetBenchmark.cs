using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Default options on the project's main data set, beside the peers.</summary>
internal sealed class WordNetBenchmark : Benchmark
{
    private const double AccuracyGoal = 0.885;
    private const double LogLossGoal = 0.45;
    private const int HeldOutRows = 8_000;

    public override string Name => "wordnet";

    public override string Summary => "accuracy, log-loss and training time on WordNet glosses with default options, beside SDCA and fastText";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        if (arguments.Holdout)
            glosses = new TextSplit(glosses.Train.Skip(HeldOutRows).ToArray(), glosses.Train.Take(HeldOutRows).ToArray());
        IReadOnlyList<LabelledText> train = arguments.Limit(glosses.Train);
        report.Paragraph($"WordNet 3.1 noun glosses, {glosses.Classes.Count} classes, {train.Count:N0} training rows (from which the trainer takes its validation rows), {glosses.Test.Count:N0} {(arguments.Holdout ? "rows held out of the training rows" : "test rows")}.");

        var runs = new List<PeerResult>();
        var rows = new List<string[]>();
        for (int seed = 1; seed <= (arguments.Seeds ?? 3); seed++)
        {
            string name = $"ACN, seed {seed}";
            using AcnRun run = AcnRun.Train(arguments.TextOptions(seed), train, null, text => Say($"{name}: {text}"));
            PeerResult result = PeerResult.Of(run, glosses.Test);
            runs.Add(result);
            rows.Add([name, $"{result.Accuracy:P2}", $"{result.LogLoss:F4}", $"{result.Seconds:F0}", $"{run.Epochs}"]);
        }
        double[] accuracies = [.. runs.Select(run => run.Accuracy)], losses = [.. runs.Select(run => run.LogLoss!.Value)];
        rows.Add(["**ACN, mean (lowest to highest)**", accuracies.MeanAndRange("P2"), losses.MeanAndRange("F4"), $"{runs.Average(run => run.Seconds):F0}", string.Empty]);

        if (!arguments.Holdout)
            Peers(train, glosses.Test, rows, report);

        report.Table(["", "test accuracy", "log-loss", "training, s", "epochs"], rows);
        report.Goal($"mean accuracy of at least {AccuracyGoal:P1}", accuracies.Average() >= AccuracyGoal, $"{accuracies.Average():P2}");
        report.Goal($"mean log-loss of at most {LogLossGoal:F2}", losses.Average() <= LogLossGoal, $"{losses.Average():F4}");
    }

    private static void Peers(IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test, List<string[]> rows, Report report)
    {
        Say(Sdca.Name);
        rows.Add(Row(Sdca.Name, Sdca.Run(train, test, seed: 1)));
        Say(FastText.Name);
        if (FastText.Run(train, test) is { } fastText)
            rows.Add(Row(FastText.Name, fastText));
        else
            report.Paragraph("fastText is not installed here and was left out.");
    }

    private static string[] Row(string name, PeerResult result) => [name, $"{result.Accuracy:P2}", $"{result.LogLoss:F4}", $"{result.Seconds:F0}", string.Empty];
}
