using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>How long must a network be trained to be as accurate as SDCA, beside SDCA's own training time?</summary>
internal sealed class QuickFitBenchmark : Benchmark
{
    private const int HeldOutRows = 8_000;
    private const double TimesGoal = 3;

    // From the quickest to the slowest.
    private static readonly (int Layers, int Epochs)[] _candidates = [(0, 1), (1, 1), (0, 2), (1, 2), (3, 1), (3, 2)];

    public override string Name => "quickfit";

    public override string Summary => "WordNet: training time to SDCA's accuracy, beside SDCA's training time";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 5;
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        LabelledText[] all = [.. arguments.Limit(glosses.Train)];
        LabelledText[] held = all[..Math.Min(HeldOutRows, all.Length / 5)], rest = all[held.Length..];
        double goal = Sdca.Run(rest, held, seed: 1).Accuracy;
        report.Paragraph($"WordNet glosses; {arguments.Changes}, but for layers and epochs: of {string.Join(", ", _candidates.Select(one => $"{one.Layers} layers x {one.Epochs} epochs"))} the first that is as accurate as SDCA ({goal:P2}) on {held.Length:N0} rows held out of the training rows. It and SDCA are then trained on all {all.Length:N0} training rows, {rounds} rounds in turns.");
        var tried = new List<string[]>();
        (int Layers, int Epochs)? chosen = null;
        foreach ((int layers, int epochs) in _candidates)
        {
            using AcnRun run = Train(rest, layers, epochs);
            double accuracy = PeerResult.Of(run, held).Accuracy;
            tried.Add([$"{layers}", $"{epochs}", $"{accuracy:P2}", $"{run.Seconds:F1}"]);
            if (accuracy < goal)
                continue;
            chosen = (layers, epochs);
            break;
        }
        report.Table(["layers", "epochs", "held-out accuracy", "training, s"], tried);
        if (chosen is not { } best)
        {
            report.Goal($"SDCA's accuracy in at most {TimesGoal} times its training time", false, "none of these is as accurate");
            return;
        }
        double own = 0, sdca = 0;
        Turns turns = Turns.MeasureTold(rounds, () => Told(Of(best), out own), () => Told(Sdca.Run(all, glosses.Test, seed: 1), out sdca));
        double[] times = turns.SpeedUps(1, 0);
        report.Paragraph($"Test accuracy {own:P2} in {turns.Median(0):F1} s against {sdca:P2} in {turns.Median(1):F1} s; both times are those of training, reading the rows and making features included.");
        report.Goal($"SDCA's accuracy in at most {TimesGoal} times its training time", times.Median() <= TimesGoal && own >= sdca, $"{times.MedianAndRange("F2")} times");

        PeerResult Of((int Layers, int Epochs) one)
        {
            using AcnRun run = Train(all, one.Layers, one.Epochs);
            return PeerResult.Of(run, glosses.Test);
        }

        static double Told(PeerResult result, out double accuracy)
        {
            accuracy = result.Accuracy;
            return result.Seconds;
        }

        AcnRun Train(LabelledText[] rows, int layers, int epochs)
        {
            AcnTextOptions options = arguments.TextOptions(seed: 1);
            (options.Layers, options.Epochs) = (layers, epochs);
            return AcnRun.Train(options, rows, null, text => Say($"{layers} layers: {text}"));
        }
    }
}
