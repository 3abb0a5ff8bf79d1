using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>What ML.NET's ways to score cost beside the network alone.</summary>
internal sealed class ServingBenchmark : Benchmark
{
    private const int TrainingRows = 20_000;
    private const int SingleRows = 400;

    private const double TransformGoal = 0.9;
    private const double EngineGoal = 1.3;

    public override string Name => "serving";

    public override string Summary => "WordNet: Transform and PredictionEngine beside the network alone";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 7;
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        LabelledText[] train = [.. glosses.Train.Take(arguments.Rows ?? TrainingRows)];
        using AcnRun run = AcnRun.Train(new AcnTextOptions { Seed = 1, Epochs = arguments.Epochs ?? 1 }, train, null, Say);
        using AcnTransformer cut = run.Network.Truncate(1);
        report.Paragraph($"Default options, trained for {arguments.Epochs ?? 1} epoch(s) on {train.Length:N0} WordNet glosses (how well it does makes no difference here), {get_num_threads()} threads, {rounds} rounds in turns. The network alone is the forward pass of the same batches, made beforehand, softmax and the copy of the probabilities included.");

        string[][] rows = [.. new[] { run.Network, cut }.SelectMany(network => Transform(run, network, glosses.Test, rounds, report)), Single(run, glosses.Test, rounds, report)];
        report.Table(["", "layers", "network alone, rows/s", "its share of the fastest product", "as ML.NET calls it, rows/s", "share of the network alone (lowest to highest)"], rows);
    }

    private static string[][] Transform(AcnRun run, AcnTransformer network, IReadOnlyList<LabelledText> test, int rounds, Report report)
    {
        Say($"Transform, {network.Depth} layers");
        IDataView rows = run.Keyed(test);
        InputBatch[] batches = BatchesOf(network, rows);
        Turns turns = Turns.MeasureTold(rounds, () => Turns.SecondsOf(() => Forward(network.Model.Network, batches)), () => FreshTransformer.SecondsOf(network, rows), () => Turns.SecondsOf(() => FreshTransformer.Score(network, rows)));
        double[] shares = turns.SpeedUps(1, 0);
        report.Goal($"Transform with {network.Depth} layer(s) at {TransformGoal:P0} of the network's own speed, rows that it has not scored before", shares.Median() >= TransformGoal, shares.MedianAndRange("P0"));
        string limit = Limit(network, batches, turns.Median(0));
        return [Row("Transform, rows not scored before", network.Depth, limit, turns, 1, test.Count), Row("Transform, rows scored before", network.Depth, limit, turns, 2, test.Count)];
    }

    private static string[] Single(AcnRun run, IReadOnlyList<LabelledText> test, int rounds, Report report)
    {
        Say("PredictionEngine");
        LabelledText[] some = [.. test.Take(SingleRows)];
        InputBatch[] batches = [.. some.SelectMany(row => BatchesOf(run.Network, run.Keyed([row])))];
        using PredictionEngine<LabelledText, ScoredText> engine = run.Engine();
        Turns turns = Turns.Measure(rounds, () => Forward(run.Network.Model.Network, batches), () => Array.ForEach(some, row => engine.Predict(row)));
        double[] times = turns.SpeedUps(0, 1);
        report.Goal($"PredictionEngine takes at most {EngineGoal} times as long as the forward pass of its row", times.Median() <= EngineGoal, $"{times.MedianAndRange("F2")} times");
        return Row("PredictionEngine", run.Network.Depth, Limit(run.Network, batches, turns.Median(0)), turns, 1, some.Length);
    }

    /// <summary>The products that are made, padding included, as a share of what the machine makes of the fastest in the same time.</summary>
    private static string Limit(AcnTransformer network, InputBatch[] batches, double seconds)
    {
        LayerOperations[] operations = [.. batches.Cast<TextBatch>().Select(batch => new LayerOperations(network.Model.Network.Config, batch.Count, batch.Tokens))];
        double fastest = MachineLimit.Fastest(operations.MaxBy(batch => batch.Forward)!.Products, ScalarType.Float32);
        return $"{operations.Sum(batch => batch.Scoring) / seconds / fastest:P0} of {fastest / 1e9:F0} G operations/s";
    }

    private static string[] Row(string name, int depth, string limit, Turns turns, int contestant, int rows)
        => [name, $"{depth}", $"{rows / turns.Median(0):N0}", limit, $"{rows / turns.Median(contestant):N0}", turns.SpeedUps(contestant, 0).MedianAndRange("P0")];

    /// <summary>The batches that Transform makes of rows.</summary>
    private static InputBatch[] BatchesOf(AcnTransformer network, IDataView rows)
    {
        var recording = new RecordingEncoder(network.Model.Encoder);
        // A copy of its own, which it may dispose of.
        using var copy = new AcnTransformer(new MLContext(1), network.Model.Cut(network.Depth) with { Encoder = recording });
        FreshTransformer.Score(copy, rows);
        return [.. recording.Batches];
    }

    private static void Forward(AcnNetwork network, InputBatch[] batches)
    {
        float[] numbers = [];
        foreach (InputBatch batch in batches)
        {
            using IDisposable inference = inference_mode();
            using DisposeScope scope = NewDisposeScope();
            Tensor probabilities = ScoringEngine.Probabilities(network.Forward(batch));
            if (numbers.Length < probabilities.numel())
                numbers = new float[probabilities.numel()];
            probabilities.data<float>().CopyTo(numbers);
        }
    }
}
