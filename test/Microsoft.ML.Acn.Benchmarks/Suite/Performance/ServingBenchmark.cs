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

    // Contestants.
    private const int Alone = 0, AtOnce = 1, Fresh = 2;

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
        IDataView test = run.Keyed(glosses.Test);
        // A cut network has the same.
        InputBatch[] batches = BatchesOf(run.Network, test);
        double fastest = MachineLimit.Fastest(batches.Select(batch => OperationsOf(run.Network, batch)).MaxBy(operations => operations.Forward)!.Products, ScalarType.Float32);
        report.Paragraph($"Default options, trained for {arguments.Epochs ?? 1} epoch(s) on {train.Length:N0} WordNet glosses (how well it does makes no difference here), {get_num_threads()} threads, {rounds} rounds in turns. The network alone is the forward pass of the same batches, made beforehand, softmax and the copy of the probabilities included: batch after batch, each by all threads, and as many at once as there are threads, each by one, which is how Transform computes. The fastest product of the machine, of the layers' shapes in the largest batch and one large one: {fastest / 1e9:F0} G operations/s.");

        string[][] rows = [.. new[] { run.Network, cut }.SelectMany(network => Transform(network, test, batches, fastest, rounds, report)), Single(run, glosses.Test, fastest, rounds, report)];
        report.Table(["", "layers", "network alone, rows/s", "batches at once, rows/s", "their share of the fastest product", "as ML.NET calls it, rows/s", "share of the network alone (lowest to highest)", "of batches at once"], rows);
    }

    private static string[][] Transform(AcnTransformer network, IDataView rows, InputBatch[] batches, double fastest, int rounds, Report report)
    {
        Say($"Transform, {network.Depth} layers");
        Turns turns = Turns.MeasureTold(rounds, () => Turns.SecondsOf(() => Forward(network.Model.Network, batches)), () => Turns.SecondsOf(() => ForwardAtOnce(network.Model.Network, batches)), () => FreshTransformer.SecondsOf(network, rows), () => Turns.SecondsOf(() => FreshTransformer.Score(network, rows)));
        double[] shares = turns.SpeedUps(Fresh, Alone);
        report.Goal($"Transform with {network.Depth} layer(s) at {TransformGoal:P0} of the network's own speed, rows that it has not scored before", shares.Median() >= TransformGoal, shares.MedianAndRange("P0"));
        return [Row("Transform, rows not scored before", network, batches, fastest, turns, Fresh), Row("Transform, rows scored before", network, batches, fastest, turns, Fresh + 1)];
    }

    private static string[] Single(AcnRun run, IReadOnlyList<LabelledText> test, double fastest, int rounds, Report report)
    {
        Say("PredictionEngine");
        LabelledText[] some = [.. test.Take(SingleRows)];
        InputBatch[] batches = [.. some.SelectMany(row => BatchesOf(run.Network, run.Keyed([row])))];
        using PredictionEngine<LabelledText, ScoredText> engine = run.Engine();
        Turns turns = Turns.Measure(rounds, () => Forward(run.Network.Model.Network, batches), () => ForwardAtOnce(run.Network.Model.Network, batches), () => Array.ForEach(some, row => engine.Predict(row)));
        double[] times = turns.SpeedUps(Alone, Fresh);
        report.Goal($"PredictionEngine takes at most {EngineGoal} times as long as the forward pass of its row", times.Median() <= EngineGoal, $"{times.MedianAndRange("F2")} times");
        return Row("PredictionEngine", run.Network, batches, fastest, turns, Fresh);
    }

    /// <summary>The share is that of the products that are made, padding included.</summary>
    private static string[] Row(string name, AcnTransformer network, InputBatch[] batches, double fastest, Turns turns, int contestant)
    {
        int rows = batches.Sum(batch => batch.Count);
        double share = batches.Sum(batch => OperationsOf(network, batch).Scoring) / turns.Median(AtOnce) / fastest;
        return [name, $"{network.Depth}", Speed(Alone), Speed(AtOnce), $"{share:P0}", Speed(contestant), turns.SpeedUps(contestant, Alone).MedianAndRange("P0"), turns.SpeedUps(contestant, AtOnce).MedianAndRange("P0")];

        string Speed(int one) => $"{rows / turns.Median(one):N0}";
    }

    private static LayerOperations OperationsOf(AcnTransformer network, InputBatch batch) => new(network.Model.Network.Config, batch.Count, ((TextBatch)batch).Tokens);

    /// <summary>The batches that Transform makes of rows.</summary>
    private static InputBatch[] BatchesOf(AcnTransformer network, IDataView rows)
    {
        var recording = new RecordingEncoder(network.Model.Encoder);
        // A copy of its own, which it may dispose of.
        using var copy = new AcnTransformer(new MLContext(1), network.Model.Cut(network.Depth) with { Encoder = recording });
        FreshTransformer.Score(copy, rows);
        return [.. recording.Batches];
    }

    private static void ForwardAtOnce(AcnNetwork network, InputBatch[] batches)
    {
        var threads = new TaskFactory(ScoringThreads.Of(get_num_threads()));
        Task.WaitAll([.. batches.Select(batch => threads.StartNew(() => Forward(network, [batch])))]);
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
