using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Networks of vectors through ML.NET's pipelines.</summary>
public class VectorPipelineTests
{
    private readonly MLContext _context = new(seed: 1);

    private sealed class SparseRow
    {
        public uint Kind { get; set; }

        public VBuffer<float> Features { get; set; }
    }

    [Fact]
    public void A_vector_gets_a_network_with_default_options_that_learns_its_task()
    {
        DataOperationsCatalog.TrainTestData split = _context.Data.TrainTestSplit(TinyVectors.View(_context, TinyVectors.Rows(400)), 0.3, seed: 1);

        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn().Fit(split.TrainSet);

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Assert.Equal(new AcnVectorOptions().Layers, model.Depth);
        Assert.True(metrics.MicroAccuracy > 0.95, $"accuracy {metrics.MicroAccuracy}");
        Assert.True(metrics.LogLoss < 0.3, $"log-loss {metrics.LogLoss}");
    }

    [Fact]
    public void Columns_of_a_table_are_concatenated_and_trained_on()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyVectors.Rows());
        using var model = _context.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(_context.Transforms.CopyColumns("Other", "Features"))
            .Append(_context.Transforms.NormalizeMeanVariance("Other"))
            .Append(_context.Transforms.Concatenate("Both", "Features", "Other"))
            .Append(_context.MulticlassClassification.Trainers.Acn(TinyVectors.Options(options => options.FeatureColumnName = "Both")))
            .Fit(data);

        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy > 0.95);
    }

    [Fact]
    public void Units_of_features_do_not_matter()
    {
        List<VectorRow> rows = TinyVectors.Rows();
        IEnumerable<VectorRow> scaled = rows.Select(row => new VectorRow { Kind = row.Kind, Features = [row.Features[0] * 1_024, row.Features[1] / 4_096, row.Features[2], row.Features[3], row.Features[4] * 2] });
        IDataView data = TinyVectors.View(_context, rows), other = TinyVectors.View(_context, scaled);

        using AcnTransformer first = TinyVectors.Train(_context, null, data);
        using AcnTransformer second = TinyVectors.Train(_context, null, other);

        float[][] expected = TinyModel.Scores(first.Transform(data)), actual = TinyModel.Scores(second.Transform(other));
        Assert.All(expected.Zip(actual), pair => Networks.TestNetworks.AssertClose(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void Output_of_FeaturizeText_is_sparse_and_trained_on_end_to_end()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows(200));
        var features = _context.Transforms.Conversion.MapValueToKey("Label", "Topic").Append(_context.Transforms.Text.FeaturizeText("Features", "Text")).Fit(data);
        var padding = _context.Data.LoadFromEnumerable(TinyTexts.Rows(40, seed: 20));

        using AcnTransformer model = TinyVectors.Train(_context, options => (options.Epochs, options.Width) = (6, 32), Widened(features.Transform(data)));

        Assert.True(((Microsoft.ML.Acn.Inputs.Vectors.VectorEncoder)model.Model.Encoder).IsSparse);
        Assert.NotNull(model.Model.Network.Embedding.RowTable);
        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(Widened(features.Transform(padding)))).MicroAccuracy > 0.9);
    }

    [Fact]
    public void A_table_and_its_sparse_form_give_the_same_model()
    {
        float[][] rows = Inputs.Vectors.TestVectors.Random(60, 30, 0.5);
        float[][][] scores = [.. new[] { false, true }.Select(isSparse =>
        {
            IDataView data = Keyed(30, rows.Select(row => isSparse ? Inputs.Vectors.TestVectors.AsSparse(row) : Inputs.Vectors.TestVectors.Dense(row)));
            using AcnTransformer model = TinyVectors.Train(_context, options => options.Epochs = 2, data);
            return TinyModel.Scores(model.Transform(data));
        })];

        Assert.Equal(scores[0], scores[1]);
    }

    private IDataView Keyed(int features, IEnumerable<VBuffer<float>> rows)
    {
        var schema = SchemaDefinition.Create(typeof(SparseRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        IDataView data = _context.Data.LoadFromEnumerable(rows.Select((row, i) => new SparseRow { Kind = (uint)(i % 3), Features = row }), schema);
        return _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(data).Transform(data);
    }

    /// <summary>Tiny texts fill too few slots: beside them go as many as make a vector long.</summary>
    private IDataView Widened(IDataView data)
    {
        var empty = _context.Transforms.CustomMapping<TextRow, EmptySlots>((_, slots) => slots.Slots = new VBuffer<float>(EmptySlots.Count, 0, [], []), contractName: null,
            inputSchemaDefinition: null, outputSchemaDefinition: null).Append(_context.Transforms.Concatenate("Features", "Features", "Slots"));
        return empty.Fit(data).Transform(data);
    }

    private sealed class EmptySlots
    {
        public const int Count = 20_000;

        [VectorType(Count)]
        public VBuffer<float> Slots { get; set; }
    }
}
