using BenchmarkDotNet.Attributes;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Parts;

/// <summary>What a cursor over scored rows costs, beside the same network's batches and the rows alone; per row of 20 words.</summary>
public class CursorParts
{
    private const int Rows = 65_536;
    private const int Words = 20;

    private readonly MLContext _ml = new(1);
    private AcnTransformer _network = null!;
    private IDataView _rows = null!;
    private IDataView _scored = null!;

    [GlobalSetup]
    public void Prepare()
    {
        IDataView texts = _ml.Data.LoadFromEnumerable(new SyntheticRows(Rows, Words, seed: 1).Read());
        _rows = _ml.Data.Cache(_ml.Transforms.Conversion.MapValueToKey("Label").Fit(texts).Transform(texts));
        // No layers: what is measured is all that is around them.
        _network = _ml.MulticlassClassification.Trainers
            .Acn(new AcnTextOptions { FeatureColumnName = "Text", Seed = 1, Epochs = 1, Layers = 0, Width = 16, ValidationFraction = 0, EarlyStopping = null })
            .Fit(_rows);
        _scored = _network.Transform(_rows);
    }

    [Benchmark(Description = "read the text column", Baseline = true, OperationsPerInvoke = Rows)]
    public int Source() => Reading.Column<ReadOnlyMemory<char>>(_rows, "Text");

    [Benchmark(Description = "read scores of a network without layers", OperationsPerInvoke = Rows)]
    public int Scores() => Reading.Column<VBuffer<float>>(_scored, "Score");

    [GlobalCleanup]
    public void Free() => _network.Dispose();
}
