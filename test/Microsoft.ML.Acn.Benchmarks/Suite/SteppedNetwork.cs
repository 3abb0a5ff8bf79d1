using System.Diagnostics;
using Datasets;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>A text network that is trained a few steps at a time, with the library's own step. Two of the same rows see the same batches.</summary>
internal sealed class SteppedNetwork : IDisposable
{
    private readonly TextRowStore _store = new();
    private readonly long[] _labels;
    private readonly InputEncoder _encoder;
    private readonly AcnNetwork _network;
    private readonly TrainingPlan _plan;
    private readonly TrainingStep _step;
    private readonly Random _random = new(1);
    private readonly TrainingNoise _noise;
    private long _steps;
    private long _touched;

    public SteppedNetwork(LabelledText[] rows, int subwordBuckets)
    {
        var options = new AcnTextOptions { SubwordBuckets = subwordBuckets };
        var rules = new TextFeatureRules(options.IgnoreCase, options.MaxTokens);
        foreach (LabelledText row in rows)
            _store.Append(row.Text, default, isPair: false, rules);
        string[] classes = [.. rows.Select(row => row.Label).Distinct()];
        _labels = [.. rows.Select(row => (long)Array.IndexOf(classes, row.Label))];

        var family = new TextFamily(options);
        _encoder = family.BuildEncoder(_store, Enumerable.Range(0, rows.Length).ToArray());
        _network = new AcnNetwork(TrainingRun.ConfigFor(options, family, _encoder, classes.Length), CPU, seed: 1);
        _network.SetProductType(PrecisionProbe.Choose(options.Precision, CPU));
        _plan = TrainingPlanner.Plan(options, rows.Length);
        _step = new TrainingStep(_network, _plan, new Random(2));
        _noise = family.CreateNoise(_encoder, _random);
    }

    public long TableBytes => _network.Embedding.RowTable!.numel() * sizeof(float);

    /// <summary>Distinct rows of the table that a step updated, on average.</summary>
    public double TouchedPerStep => (double)_touched / _steps;

    public void Steps(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int[] rows = new int[_plan.BatchSize];
            for (int row = 0; row < rows.Length; row++)
                rows[row] = _random.Next(_labels.Length);
            InputBatch batch = _encoder.Collate(_store, rows, _noise);
            _step.Run(new TrainingBatch(batch, Array.ConvertAll(rows, row => _labels[row]), Array.ConvertAll(rows, _ => 1f)), _plan.LearningRate);
            _steps++;
            _touched += batch.Bags!.Touched!.Length;
        }
    }

    /// <summary>Time to bring the whole table up to date, as after an epoch.</summary>
    public double SettleMilliseconds()
    {
        var clock = Stopwatch.StartNew();
        _step.Settle();
        return clock.Elapsed.TotalMilliseconds;
    }

    public void Dispose()
    {
        _step.Dispose();
        _network.Dispose();
    }
}
