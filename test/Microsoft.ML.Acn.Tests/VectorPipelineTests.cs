using System.Reflection;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Networks of vectors through ML.NET's pipelines.</summary>
public class VectorPipelineTests
{
    private static readonly MLContext _shared = new(seed: 1);
    private static readonly Lazy<AcnTransformer> _model = new(() => TinyVectors.Train(_shared));

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Saved_and_loaded_a_model_scores_the_same_to_the_bit(bool isSparse)
    {
        (AcnTransformer model, IDataView data) = isSparse ? SparseModel() : (_model.Value.Truncate(2), TinyVectors.View(_context));
        using (model)
        {
            using var stream = new MemoryStream();
            _context.Model.Save(model, data.Schema, stream);
            stream.Position = 0;
            using var loaded = (AcnTransformer)_context.Model.Load(stream, out _);
            using var folder = new TemporaryFolder();
            model.SaveWeights(folder.File("weights"));
            using AcnTransformer again = AcnTransformer.LoadWeights(_context, folder.File("weights"));

            float[][] expected = TinyModel.Scores(model.Transform(data));
            Assert.Equal(expected, TinyModel.Scores(loaded.Transform(data)));
            Assert.Equal(expected, TinyModel.Scores(again.Transform(data)));
        }
    }

    [Fact]
    public void A_prediction_engine_gives_what_Transform_gives()
    {
        List<VectorRow> rows = TinyVectors.Rows(140, seed: 8);
        PredictionEngine<VectorRow, TextPrediction> engine = _context.Model.CreatePredictionEngine<VectorRow, TextPrediction>(
            _model.Value, new PredictionEngineOptions { OwnsTransformer = false });

        Assert.Equal(TinyModel.Scores(_model.Value.Transform(_context.Data.LoadFromEnumerable(rows))), rows.Select(row => engine.Predict(row).Score));
    }

    [Fact]
    public void Depths_are_profiled_and_cut()
    {
        IDataView data = TinyVectors.View(_context);
        AcnDepthProfile profile = _model.Value.ProfileDepth(data);

        using AcnTransformer cut = _model.Value.Truncate(1);

        Assert.Equal(3, profile.Count);
        Assert.Equal(profile[1].Accuracy, _context.MulticlassClassification.Evaluate(cut.Transform(data)).MicroAccuracy, 1e-9);
    }

    [Fact]
    public void Cross_validation_works()
    {
        var folds = _context.MulticlassClassification.CrossValidate(TinyVectors.View(_context), _context.MulticlassClassification.Trainers.Acn(TinyVectors.Options()), numberOfFolds: 3);

        Assert.All(folds, fold => Assert.True(fold.Metrics.MicroAccuracy > 0.9, $"accuracy {fold.Metrics.MicroAccuracy}"));
        Assert.All(folds, fold => ((IDisposable)fold.Model).Dispose());
    }

    [Fact]
    public void A_seed_decides_every_bit()
    {
        IDataView data = TinyVectors.View(_context);
        using AcnTransformer again = TinyVectors.Train(_context, null, data);
        using AcnTransformer other = TinyVectors.Train(_context, options => options.Seed = 2, data);

        Assert.Equal(TinyModel.Scores(_model.Value.Transform(data)), TinyModel.Scores(again.Transform(data)));
        Assert.NotEqual(TinyModel.Scores(again.Transform(data)), TinyModel.Scores(other.Transform(data)));
    }

    [Fact]
    public void GetOutputSchema_promises_what_Transform_delivers()
    {
        IDataView data = TinyVectors.View(_context);
        MethodInfo create = typeof(SchemaShape).GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!;
        SchemaShape ShapeOf(DataViewSchema schema) => (SchemaShape)create.Invoke(null, [schema])!;
        IEnumerable<string> Describe(SchemaShape shape) => shape.Select(column =>
            $"{column.Name} {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join(", ", Describe(column.Annotations).Order())}]");

        SchemaShape promised = _context.MulticlassClassification.Trainers.Acn().GetOutputSchema(ShapeOf(data.Schema));

        Assert.Equal(Describe(ShapeOf(_model.Value.GetOutputSchema(data.Schema))).Order(), Describe(promised).Order());
    }

    private (AcnTransformer Model, IDataView Data) SparseModel()
    {
        IDataView data = Keyed(1_100, Inputs.Vectors.TestVectors.Random(60, 1_100, 0.02).Select(Inputs.Vectors.TestVectors.AsSparse));
        return (TinyVectors.Train(_context, options => options.Epochs = 3, data), data);
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
