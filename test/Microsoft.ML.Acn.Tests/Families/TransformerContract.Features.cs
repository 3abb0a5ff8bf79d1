using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>A network as a source of features.</summary>
public abstract partial class TransformerContract<TFamily>
{
    private const string Features = "Features of mine";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Features_are_what_the_head_makes_scores_of(int depth)
    {
        IDataView data = Family.Load(_context, Family.Rows(40, seed: 71));
        using AcnTransformer cut = Model.Truncate(depth);
        using AcnFeaturesTransformer features = FeaturesOf(Model, data, depth);

        float[][] expected = Scores(cut.Transform(data));
        float[][] actual = FeaturesIn(features.Transform(data));

        Assert.Equal((depth, actual[0].Length), (features.Depth, features.Width));
        AssertClose(expected, actual.Select(row => HeadOf(Model, row)));
    }

    [Fact]
    public void Features_of_a_residual_network_are_what_its_head_reads_too()
    {
        IDataView data = Family.Load(_context, Family.Rows(20, seed: 71));
        using AcnTransformer residual = Family.Train(_context, options => (options.Connectivity, options.Epochs) = (AcnConnectivity.Residual, 1));
        using AcnTransformer cut = residual.Truncate(1);
        using AcnFeaturesTransformer features = FeaturesOf(residual, data, 1);

        AssertClose(Scores(cut.Transform(data)), FeaturesIn(features.Transform(data)).Select(row => HeadOf(residual, row)));
    }

    [Fact]
    public void Features_are_of_the_full_depth_unless_another_is_named_and_know_no_early_exit()
    {
        IDataView data = Family.Load(_context, Family.Rows(40, seed: 71));
        using AcnTransformer early = Model.WithEarlyExit(0, exitDepthColumnName: ExitDepth);
        using AcnFeaturesTransformer full = FeaturesOf(Model, data), last = FeaturesOf(Model, data, Model.Depth), ofEarly = FeaturesOf(early, data);

        float[][] expected = FeaturesIn(last.Transform(data));

        Assert.Equal(expected, FeaturesIn(full.Transform(data)));
        Assert.Equal(expected, FeaturesIn(ofEarly.Transform(data)));
        Assert.Equal([.. data.Schema.Select(column => column.Name), Features], ofEarly.GetOutputSchema(data.Schema).Select(column => column.Name));
    }

    [Fact]
    public void Saved_features_are_the_same_to_the_bit_and_a_shallow_source_is_a_smaller_file()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));
        using AcnFeaturesTransformer shallow = FeaturesOf(Model, data, 1), full = FeaturesOf(Model, data);
        using MemoryStream file = new(), large = new();
        _context.Model.Save(shallow, data.Schema, file);
        _context.Model.Save(full, data.Schema, large);

        using var loaded = Assert.IsType<AcnFeaturesTransformer>(new MLContext().Model.Load(file, out _));

        Assert.Equal(1, loaded.Depth);
        Assert.Equal(FeaturesIn(shallow.Transform(data)), FeaturesIn(loaded.Transform(data)));
        Assert.True(file.Length < large.Length, $"{file.Length} against {large.Length} bytes");
    }

    [Fact]
    public void A_linear_trainer_learns_from_features_and_its_pipeline_is_saved_and_answers_row_by_row()
    {
        List<FamilyRow> rows = Family.Rows(40, seed: 5);
        IDataView data = Family.View(_context, Family.Rows());
        using var chain = _context.Transforms.AcnFeatures(Model, Features)
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(featureColumnName: Features))
            .Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(chain, data.Schema, file);
        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        IDataView test = Family.View(_context, rows);
        float[][] scores = Scores(chain.Transform(test));

        Assert.InRange(_context.MulticlassClassification.Evaluate(chain.Transform(test)).MicroAccuracy, 0.9, 1);
        RowBits.AssertSame(scores, Scores(((ITransformer)loaded).Transform(test)));
        AssertClose(scores, Family.PredictEach((ITransformer)loaded, rows).Select(prediction => prediction.Score));
    }

    [Fact]
    public void Features_outlive_the_model_that_they_are_of_and_no_longer()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));
        AcnTransformer model = Model.Truncate(1);
        AcnFeaturesEstimator estimator = _context.Transforms.AcnFeatures(model, Features);
        AcnFeaturesTransformer features = estimator.Fit(data);
        float[][] expected = FeaturesIn(features.Transform(data));

        model.Dispose();
        Assert.Equal(expected, FeaturesIn(features.Transform(data)));
        Assert.Equal(nameof(AcnTransformer), Assert.Throws<ObjectDisposedException>(() => estimator.Fit(data)).ObjectName.Split('.')[^1]);

        IDataView late = features.Transform(data);
        features.Dispose();
        Assert.Equal(nameof(AcnFeaturesTransformer), Assert.Throws<ObjectDisposedException>(() => FeaturesIn(late)).ObjectName.Split('.')[^1]);
    }

    [Fact]
    public void Features_of_no_such_depth_name_or_column_are_refused()
    {
        IDataView other = _context.Data.LoadFromEnumerable([new { Nothing = 1f }]);

        Assert.Equal("depth", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.AcnFeatures(Model, Features, 3)).ParamName);
        Assert.Equal("depth", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.AcnFeatures(Model, Features, -1)).ParamName);
        Assert.Equal("outputColumnName", Assert.Throws<ArgumentException>(() => _context.Transforms.AcnFeatures(Model, "")).ParamName);
        Assert.Equal("model", Assert.Throws<ArgumentNullException>(() => _context.Transforms.AcnFeatures((AcnTransformer)null!)).ParamName);
        Assert.Contains($"'{Family.Input}'", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.AcnFeatures(Model, Features).Fit(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_promised_of_features_is_kept()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));
        AcnFeaturesEstimator estimator = _context.Transforms.AcnFeatures(Model, Features);

        SchemaShape.Column promised = estimator.GetOutputSchema(ColumnShapes.Of(data.Schema)).Single(column => column.Name == Features);
        using AcnFeaturesTransformer features = estimator.Fit(data);

        Assert.Equal((SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single, false), (promised.Kind, promised.ItemType, promised.IsKey));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, features.Width), features.GetOutputSchema(data.Schema)[Features].Type);
    }

    private AcnFeaturesTransformer FeaturesOf(AcnTransformer model, IDataView data, int? depth = null) => _context.Transforms.AcnFeatures(model, Features, depth).Fit(data);

    private static float[][] FeaturesIn(IDataView data) => TinyModel.Scores(data, Features);

    /// <summary>Norm, head and softmax, number by number.</summary>
    private static float[] HeadOf(AcnTransformer model, float[] features)
    {
        Dictionary<string, float[]> weights = model.Model.Network.Weights().Where(weight => weight.Name.StartsWith("norm.", StringComparison.Ordinal) || weight.Name.StartsWith("head.", StringComparison.Ordinal))
            .ToDictionary(weight => weight.Name, weight => weight.Tensor.detach().contiguous().data<float>().ToArray());
        double mean = features.Average(), variance = features.Average(value => (value - mean) * (value - mean));
        double[] normed = [.. features.Select((value, i) => ((value - mean) / Math.Sqrt(variance + 1e-5) * weights["norm.weight"][i]) + weights["norm.bias"][i])];
        float[] matrix = weights["head.weight"], bias = weights["head.bias"];
        double[] exponentials = [.. bias.Select((value, k) => Math.Exp(value + normed.Select((input, i) => input * matrix[(k * normed.Length) + i]).Sum()))];
        return [.. exponentials.Select(value => (float)(value / exponentials.Sum()))];
    }
}
