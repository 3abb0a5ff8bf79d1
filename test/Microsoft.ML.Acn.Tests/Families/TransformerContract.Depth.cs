using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Depths that are measured and cut.</summary>
public abstract partial class TransformerContract<TFamily>
{
    // Unbalanced, so that all figures differ.
    private List<FamilyRow> UnbalancedRows => [.. Family.Rows(150, seed: 61).Where((row, i) => row.Kind != Family.Kinds[^1] || i % 4 != 1)];

    [Fact]
    public void A_cut_model_computes_the_logits_of_the_full_models_prefix_to_the_bit()
    {
        AcnModel model = Model.Model;
        RowStore store = Stored(Family.Load(_context, Family.Rows(100, seed: 51)));

        foreach (ReadOnlyMemory<int> batch in new LengthBatches().Of(store))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            float[][] prefixes = [.. model.Network.ForwardPrefixes(model.Encoder.Collate(store, batch.Span, null)).Select(Numbers)];
            for (int depth = 0; depth <= 2; depth++)
            {
                using AcnTransformer cut = Model.Truncate(depth);
                Assert.Equal(prefixes[depth], Numbers(cut.Model.Network.Forward(cut.Model.Encoder.Collate(store, batch.Span, null))));
            }
        }
    }

    [Fact]
    public void A_cut_model_scores_as_the_full_models_prefix_to_the_bit_through_Transform_and_after_saving()
    {
        IDataView data = Family.Load(_context, Family.Rows(100, seed: 51));
        RowStore store = Stored(data);
        using var folder = new TemporaryFolder();
        for (int depth = 0; depth <= 2; depth++)
        {
            float[][] expected = new float[store.Count][];
            var pass = new LogitsPass(Model.Model.Encoder, store, batch => Model.Model.Network.ForwardPrefixes(batch));
            pass.Run([.. Enumerable.Range(0, store.Count)], (batch, logits) =>
            {
                float[][] scores = [.. Numbers(torch.nn.functional.softmax(logits[depth], 1)).Chunk(Family.Kinds.Count)];
                for (int i = 0; i < batch.Length; i++)
                    expected[batch[i]] = scores[i];
            });

            using AcnTransformer cut = Model.Truncate(depth);
            using var file = new MemoryStream();
            _context.Model.Save(cut, data.Schema, file);
            using var loaded = (AcnTransformer)new MLContext().Model.Load(file, out _);
            cut.SaveWeights(folder.File("cut"));
            using AcnTransformer plain = AcnTransformer.LoadWeights(new MLContext(), folder.File("cut"));

            Assert.All(new[] { cut, loaded, plain }, model => Assert.Equal(expected, Scores(model.Transform(data))));
        }
    }

    [Fact]
    public void The_full_depth_is_a_copy_that_scores_the_same()
    {
        IDataView data = Family.Load(_context, Family.Rows(100, seed: 51));
        using AcnTransformer copy = Model.Truncate(Model.Depth);

        Assert.NotSame(Model, copy);
        Assert.Equal(Scores(Model.Transform(data)), Scores(copy.Transform(data)));
    }

    [Fact]
    public void The_cut_model_has_its_own_weights()
    {
        IDataView data = Family.Load(_context, Family.Rows(100, seed: 51));
        AcnTransformer copy = Model.Truncate(2);
        using AcnTransformer cut = copy.Truncate(1);
        float[][] before = Scores(cut.Transform(data));

        copy.Dispose();

        Assert.Equal(1, cut.Depth);
        Assert.Equal(before, Scores(cut.Transform(data)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_depth_out_of_range_is_refused(int depth)
        => Assert.Equal("depth", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Truncate(depth)).ParamName);

    [Fact]
    public void Every_depth_has_the_figures_that_ML_NETs_evaluator_gives_the_cut_model()
    {
        IDataView data = Family.View(_context, UnbalancedRows);

        AcnDepthProfile profile = Family.Rough.ProfileDepth(data);

        Assert.Equal([0, 1, 2, 3], profile.Select(depth => depth.Depth));
        Assert.Equal(UnbalancedRows.Count, profile.Rows);
        foreach (AcnDepthResult depth in profile)
        {
            using AcnTransformer cut = Family.Rough.Truncate(depth.Depth);
            MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(cut.Transform(data));
            Assert.Equal(metrics.MicroAccuracy, depth.Accuracy, 9);
            Assert.Equal(metrics.MacroAccuracy, depth.MacroAccuracy, 9);
            Assert.Equal(metrics.LogLoss, depth.LogLoss, 5);
            Assert.Equal(cut.Model.Network.Weights().Sum(weight => weight.Tensor.numel()), depth.Parameters);
            using var folder = new TemporaryFolder();
            cut.SaveWeights(folder.File("cut"));
            Assert.Equal(new FileInfo(folder.File("cut.safetensors")).Length + new FileInfo(folder.File("cut.json")).Length, depth.FileBytes);
            Assert.InRange(depth.RowsPerSecond!.Value, 1, 1e9);
        }
        Assert.InRange(profile[^1].Accuracy, 0.01, 0.99);
        Assert.NotEqual(profile[^1].Accuracy, profile[^1].MacroAccuracy);
    }

    [Fact]
    public void Speed_is_not_measured_when_nobody_asks()
    {
        var data = new RecordingView(Family.View(_context, UnbalancedRows));

        AcnDepthProfile profile = Family.Rough.ProfileDepth(data, measureSpeed: false);

        Assert.All(profile, depth => Assert.Null(depth.RowsPerSecond));
        Assert.Single(data.Cursors);
    }

    [Fact]
    public void Labels_of_a_profile_are_matched_by_value_and_rows_without_one_left_out()
    {
        List<FamilyRow> rows = UnbalancedRows;
        IDataView data = Family.View(_context, rows), otherKeys = Family.View(_context, rows.OrderByDescending(row => Family.Kinds.ToList().IndexOf(row.Kind)));
        Assert.Equal(Family.Rough.ProfileDepth(data).Select(depth => depth.Accuracy), Family.Rough.ProfileDepth(otherKeys).Select(depth => depth.Accuracy));

        AcnDepthProfile some = Family.Rough.ProfileDepth(WithoutSomeLabels(rows));
        Assert.Equal(rows.Count - (rows.Count / 3), some.Rows);
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_named()
    {
        List<FamilyRow> rows = Family.Rows(4);
        rows[1].Kind = "weather";

        Assert.Contains("'weather'", Assert.Throws<ArgumentException>(() => Model.ProfileDepth(Family.View(_context, rows))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_of_data_without_a_label_column_is_refused()
    {
        IDataView data = Family.Load(_context, Family.Rows(5));

        Assert.StartsWith("Could not find label column 'Label'", Assert.Throws<ArgumentOutOfRangeException>(() => Model.ProfileDepth(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compress_keeps_the_smallest_depth_within_the_tolerance()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        AcnDepthProfile profile = Family.Rough.ProfileDepth(data);

        foreach (double tolerance in new[] { 0, 0.005, 0.1, 1 })
        {
            using AcnTransformer compressed = Family.Rough.Compress(data, tolerance);
            Assert.Equal(profile.First(depth => depth.Accuracy >= profile[^1].Accuracy - tolerance - 1e-9).Depth, compressed.Depth);
        }
        using AcnTransformer least = Family.Rough.Compress(data, 1);
        Assert.Equal(0, least.Depth);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_tolerance_out_of_range_is_refused(double tolerance)
        => Assert.Equal("tolerance", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Compress(Family.View(_context), tolerance)).ParamName);

    [Fact]
    public void The_tolerance_of_the_options_cuts_in_Fit_as_Compress_does_afterwards()
    {
        IDataView train = Family.View(_context), validation = Family.View(_context, UnbalancedRows);
        AcnTransformer Fit(double? tolerance) => Family
            .Trainer(_context, options => (options.Epochs, options.CompressionTolerance, options.CalibrateProbabilities) = (1, tolerance, false))
            .Fit(train, validation);

        using AcnTransformer full = Fit(null), cut = Fit(0.05), compressed = full.Compress(validation, 0.05);

        Assert.Equal(compressed.Depth, cut.Depth);
        Assert.Equal(Scores(compressed.Transform(validation)), Scores(cut.Transform(validation)));
    }

    private RowStore Stored(IDataView data)
    {
        RowStore store = Model.Model.Encoder.CreateStore();
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Action append = Model.Model.Encoder.Bind(cursor, store);
        while (cursor.MoveNext())
            append();
        store.Complete();
        return store;
    }

    private static float[] Numbers(torch.Tensor logits) => logits.data<float>().ToArray();
}
