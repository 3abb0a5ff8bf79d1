using System.Diagnostics;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>How much memory does training take on rows that would not fit a small machine if they were kept as strings?</summary>
internal sealed class MemoryBenchmark : Benchmark
{
    private const int Rows = 1_000_000;
    private const int WordsPerRow = 20;
    private const double GigabytesGoal = 3;

    public override string Name => "memory";

    public override string Summary => "peak memory of training on a million streamed rows of 20 words, beyond libtorch itself";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        using (Tensor small = ones(8, 8))
            _ = small.matmul(small).sum().item<float>();
        double before = ResidentMemory.Now();

        int rows = arguments.Rows ?? Rows;
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable(new SyntheticRows(rows, WordsPerRow, seed: 1).Read());
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var clock = Stopwatch.StartNew();
        using AcnTransformer network = ml.MulticlassClassification.Trainers
            .Acn(new AcnTextOptions { FeatureColumnName = "Text", Seed = 1, Epochs = arguments.Epochs ?? 1, Progress = new Listener() })
            .Fit(keyed);
        double peak = ResidentMemory.Peak() - before;

        report.Paragraph($"{rows:N0} made-up rows of {WordsPerRow} words, generated while they are read; {arguments.Epochs ?? 1} epoch(s), default options otherwise. Resident memory of the process:");
        report.Table(
            ["", "MB"],
            [
                ["libtorch loaded, one matrix product done", $"{before:N0}"],
                ["most while training, beyond that", $"{peak:N0}"],
                ["seconds of training", $"{clock.Elapsed.TotalSeconds:N0}"],
            ]);
        report.Goal($"less than {GigabytesGoal} GB beyond libtorch", peak < GigabytesGoal * 1e3, $"{peak / 1e3:F2} GB");
    }

    private sealed class Listener : IProgress<AcnTrainingProgress>
    {
        private TimeSpan _last;

        public void Report(AcnTrainingProgress value)
        {
            if (!value.IsEpochEnd && value.Elapsed - _last < TimeSpan.FromSeconds(15))
                return;
            _last = value.Elapsed;
            Say(value.ToString());
        }
    }
}
