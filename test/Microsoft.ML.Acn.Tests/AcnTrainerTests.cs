using System.Reflection;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

public class AcnTrainerTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_trainer_has_no_state_so_that_it_fits_the_same_model_again()
    {
        IDataView data = TinyTexts.View(_context);
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.Seed = null));

        using AcnTransformer first = trainer.Fit(data);
        using AcnTransformer second = trainer.Fit(data);

        Assert.Equal(TinyModel.Scores(first.Transform(data)), TinyModel.Scores(second.Transform(data)));
    }

    [Fact]
    public void The_seed_of_the_context_decides()
    {
        float[][] Scores(int seed)
        {
            var context = new MLContext(seed);
            IDataView data = TinyTexts.View(context, TinyTexts.Rows(60));
            using AcnTransformer model = TinyModel.Train(context, options => options.Seed = null, data);
            return TinyModel.Scores(model.Transform(data));
        }

        Assert.Equal(Scores(11), Scores(11));
        Assert.NotEqual(Scores(11), Scores(12));
    }

    [Fact]
    public void Fit_does_not_change_the_options()
    {
        AcnTextOptions options = TinyTexts.Options(o => (o.Epochs, o.BatchSize, o.Dropout, o.Seed) = (null, null, null, null));
        Dictionary<string, object?> Values() => typeof(AcnTextOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(property => property.Name, property => property.GetValue(options));
        Dictionary<string, object?> before = Values();

        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn(options).Fit(TinyTexts.View(_context, TinyTexts.Rows(30)));

        Assert.Equal(before, Values());
    }

    [Fact]
    public void The_data_are_read_once_and_only_the_needed_columns()
    {
        var data = new RecordingView(TinyTexts.View(_context));

        using AcnTransformer model = TinyModel.Train(_context, null, data);

        Assert.Equal(["Label", "Text"], Assert.Single(data.Cursors).Order());
    }

    [Fact]
    public void Cross_validation_works()
    {
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> folds = _context.MulticlassClassification.CrossValidate(
            TinyTexts.View(_context), _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options()), numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.True(fold.Metrics.MicroAccuracy > 0.8, $"accuracy {fold.Metrics.MicroAccuracy}"));
        Assert.All(folds, fold => ((IDisposable)fold.Model).Dispose());
    }

    [Fact]
    public void A_cache_checkpoint_before_the_trainer_changes_nothing()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows());
        var keys = _context.Transforms.Conversion.MapValueToKey("Label", "Topic");

        using var plain = keys.Append(_context.MulticlassClassification.Trainers.Acn(TinyTexts.Options())).Fit(data);
        using var cached = keys.AppendCacheCheckpoint(_context).Append(_context.MulticlassClassification.Trainers.Acn(TinyTexts.Options())).Fit(data);

        Assert.Equal(TinyModel.Scores(plain.Transform(data)), TinyModel.Scores(cached.Transform(data)));
    }

    [Fact]
    public void Filtered_data_train_like_the_rows_that_are_left()
    {
        List<TextRow> rows = [.. TinyTexts.Rows().Select((row, i) => new TextRow { Topic = row.Topic, Text = row.Text, Weight = i })];
        IDataView all = _context.Data.LoadFromEnumerable(rows), rest = _context.Data.LoadFromEnumerable(rows.Skip(100));
        var keys = _context.Transforms.Conversion.MapValueToKey("Label", "Topic").Fit(all);
        IDataView filtered = _context.Data.FilterRowsByColumn(keys.Transform(all), "Weight", lowerBound: 100);

        using AcnTransformer fromFiltered = TinyModel.Train(_context, null, filtered);
        using AcnTransformer fromRest = TinyModel.Train(_context, null, keys.Transform(rest));

        Assert.Null(filtered.GetRowCount());
        Assert.Equal(TinyModel.Scores(fromRest.Transform(rest)), TinyModel.Scores(fromFiltered.Transform(filtered)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GetOutputSchema_promises_what_Transform_delivers(bool numericLabels)
    {
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(30));
        if (numericLabels)
            data = NumericLabels();
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options());
        using AcnTransformer model = trainer.Fit(data);

        Assert.Equal(
            Describe(ShapeOf(model.GetOutputSchema(data.Schema))).Order(),
            Describe(trainer.GetOutputSchema(ShapeOf(data.Schema))).Order());
    }

    [Fact]
    public void The_GPU_of_the_context_or_the_options_is_asked_for()
    {
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(30));
        _context.FallbackToCpu = false;

        Assert.Contains("GPU 999", Assert.Throws<AcnBackendException>(() => TinyModel.Train(_context, options => options.GpuDeviceId = 999, data)).Message, StringComparison.Ordinal);
        _context.GpuDeviceId = 998;
        Assert.Contains("GPU 998", Assert.Throws<AcnBackendException>(() => TinyModel.Train(_context, null, data)).Message, StringComparison.Ordinal);
        using AcnTransformer model = TinyModel.Train(_context, options => options.FallbackToCpu = true, data);
        Assert.Equal(2, model.Depth);
    }

    [Fact]
    public void A_cancelled_context_ends_training()
    {
        var progress = new RecordingProgress(_ => typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(_context, null));

        Assert.ThrowsAny<OperationCanceledException>(() => TinyModel.Train(_context, options => (options.Epochs, options.Progress) = (1_000, progress)));
        Assert.Single(progress.Reports);
    }

    [Fact]
    public void A_cancelled_token_ends_reading_and_training()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => TinyModel.Train(_context, options => options.CancellationToken = source.Token));
    }

    private IDataView NumericLabels()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows(30).Select((row, i) => new TextRow { Text = row.Text, Weight = i % 3 }));
        return _context.Transforms.Conversion.MapValueToKey("Label", "Weight").Fit(data).Transform(data);
    }

    private static SchemaShape ShapeOf(DataViewSchema schema)
        => (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, [schema])!;

    private static IEnumerable<string> Describe(SchemaShape shape) => shape.Select(column =>
        $"{column.Name} {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join(", ", Describe(column.Annotations).Order())}]");
}
