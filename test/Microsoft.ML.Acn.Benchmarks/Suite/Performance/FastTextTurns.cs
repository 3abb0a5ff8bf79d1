using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>A network and fastText classify the same rows in turns.</summary>
/// <param name="turns">In the order of <see cref="Measure"/>.</param>
/// <param name="rows">Rows that were classified in each turn.</param>
internal sealed class FastTextTurns(Turns turns, int rows)
{
    private const int WithAllThreads = 0, WithOneThread = 1, OwnCommand = 2, OwnStart = 3, FastTextCommand = 4, FastTextStart = 5;

    // Ties between classes apart, answers are the same.
    private const double LargestDifference = 1e-4;

    /// <summary>Transform in a program that has the model, as times of fastText's speed without its start.</summary>
    public double[] Loaded => WithoutStart(WithAllThreads);

    /// <summary>The same, with one thread of torch.</summary>
    public double[] OneThread => WithoutStart(WithOneThread);

    /// <summary>A command without its start, as times of fastText's speed without its.</summary>
    public double[] Command => WithoutStart(OwnCommand, OwnStart);

    /// <summary>A command from start to end, as times of fastText's speed.</summary>
    public double[] WholeCommand => turns.SpeedUps(OwnCommand, FastTextCommand);

    public double RowsPerSecond => rows / turns.Median(WithAllThreads);

    public double FastTextRowsPerSecond => rows / (turns.Median(FastTextCommand) - turns.Median(FastTextStart));

    /// <exception cref="BenchmarkException">The command gives other answers than the network.</exception>
    public static FastTextTurns Measure(AcnRun run, AcnTransformer network, FastText fastText, IReadOnlyList<LabelledText> rows, int rounds)
    {
        using var command = new ServingCommand(run, network, rows);
        string file = fastText.FileOf(rows), one = fastText.FileOf([rows[0]]), ownFile = command.FileOf(rows), ownOne = command.FileOf([rows[0]]);
        IDataView keyed = run.Keyed(rows);
        if (Answers.Accuracy(rows, command.Predict(ownFile)) is var own && Math.Abs(own - run.Evaluate(network, rows).MicroAccuracy) > LargestDifference)
            throw new BenchmarkException($"The command that is timed is right for {own:P2} of the rows, which Transform is not.");
        int threads = get_num_threads();
        return new FastTextTurns(
            Turns.MeasureTold(
                rounds,
                () => Transform(threads),
                () => Transform(1),
                () => Turns.SecondsOf(() => command.Predict(ownFile)),
                () => Turns.SecondsOf(() => command.Predict(ownOne)),
                () => Turns.SecondsOf(() => fastText.Predict(file)),
                () => Turns.SecondsOf(() => fastText.Predict(one))),
            rows.Count);

        double Transform(int count)
        {
            set_num_threads(count);
            double seconds = FreshTransformer.SecondsOf(network, keyed);
            set_num_threads(threads);
            return seconds;
        }
    }

    private double[] WithoutStart(int contestant, int? start = null)
        => [.. turns.Seconds[contestant].Select((own, round) => (turns.Seconds[FastTextCommand][round] - turns.Seconds[FastTextStart][round]) / (own - (start is { } of ? turns.Seconds[of][round] : 0)))];
}
