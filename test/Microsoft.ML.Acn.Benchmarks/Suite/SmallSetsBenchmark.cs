using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Default options on sets of a few thousand rows.</summary>
internal sealed class SmallSetsBenchmark : Benchmark
{
    public override string Name => "small";

    public override string Summary => "accuracy on small sets (2 to 150 classes) with default options, beside SDCA and fastText";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        var sets = new SmallSets(WordNet.Synsets("noun", arguments.DataFolder, Say), WordNet.Synsets("verb", arguments.DataFolder, Say));
        int seeds = arguments.Seeds ?? 1;
        report.Paragraph($"Sets cut from WordNet; test accuracy, {(seeds == 1 ? "seed 1" : $"mean of {seeds} seeds (lowest to highest)")}.");

        var rows = new List<string[]>();
        var behind = new List<string>();
        foreach (SmallSet set in sets.All())
        {
            (IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test) = (arguments.Limit(set.Rows.Train), set.Rows.Test);
            var accuracies = new List<double>();
            double seconds = 0;
            for (int seed = 1; seed <= seeds; seed++)
            {
                using AcnRun run = AcnRun.Train(arguments.TextOptions(seed), train, null, text => Say($"{set.Name}: {text}"));
                accuracies.Add(PeerResult.Of(run, test).Accuracy);
                seconds += run.Seconds / seeds;
            }
            PeerResult sdca = Sdca.Run(train, test, seed: 1);
            PeerResult? fastText = FastText.Run(train, test);
            rows.Add([set.Name, $"{set.Rows.Classes.Count}", $"{train.Count:N0} / {test.Count:N0}", accuracies.MeanAndRange("P2"), $"{sdca.Accuracy:P2}", $"{fastText?.Accuracy:P2}", $"{seconds:F0}"]);
            double best = Math.Max(sdca.Accuracy, fastText?.Accuracy ?? 0);
            if (accuracies.Average() < best)
                behind.Add($"{set.Name} ({(best - accuracies.Average()) * 100:F1} points)");
        }
        report.Table(["set", "classes", "rows, train / test", "ACN", "SDCA", "fastText", "ACN training, s"], rows);
        report.Goal("at least the better of SDCA and fastText on every set", behind.Count == 0, behind.Count == 0 ? "ahead everywhere" : $"behind on {string.Join(", ", behind)}");
    }
}
