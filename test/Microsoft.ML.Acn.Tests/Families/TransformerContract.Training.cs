using System.Reflection;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Fit, alone and in ML.NET's pipelines.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Fact]
    public void The_whole_pipeline_learns_its_task()
    {
        DataOperationsCatalog.TrainTestData split = _context.Data.TrainTestSplit(Family.Load(_context, Family.Rows(300)), 0.3);

        using var model = _context.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(Family.Trainer(_context))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(split.TrainSet);

        IDataView scored = model.Transform(split.TestSet);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored);
        Assert.True(metrics.MicroAccuracy > 0.9, $"accuracy {metrics.MicroAccuracy}");
        Assert.True(metrics.LogLoss < 0.5, $"log-loss {metrics.LogLoss}");
        Assert.All(scored.GetColumn<string>("Answer"), answer => Assert.Contains(answer, Family.Kinds));
    }

    [Fact]
    public void The_model_can_follow_others_in_a_chain_and_be_followed()
    {
        IDataView data = Family.Load(_context, Family.Rows(60));
        using var chain = _context.Transforms.CopyColumns("Other", Family.Input)
            .Append(_context.Transforms.Conversion.MapValueToKey("Label", "Kind"))
            .Append(Family.Trainer(_context, options => options.FeatureColumnName = "Other"))
            .Append(_context.Transforms.Concatenate("Both", "Score", "Score"))
            .Fit(data);

        int classes = Family.Kinds.Count;
        Assert.All(chain.Transform(data).GetColumn<float[]>("Both"), both => Assert.Equal(both[..classes], both[classes..]));
    }

    [Fact]
    public void Cross_validation_works()
    {
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> folds
            = _context.MulticlassClassification.CrossValidate(Family.View(_context, Family.Rows(240)), Family.Trainer(_context), numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.True(fold.Metrics.MicroAccuracy > 0.9, $"accuracy {fold.Metrics.MicroAccuracy}"));
        Assert.All(folds, fold => ((IDisposable)fold.Model).Dispose());
    }

    [Fact]
    public void A_cache_checkpoint_before_the_trainer_changes_nothing()
    {
        IDataView data = Family.Load(_context, Family.Rows());
        var keys = _context.Transforms.Conversion.MapValueToKey("Label", "Kind");

        using var plain = keys.Append(Family.Trainer(_context, Short)).Fit(data);
        using var cached = keys.AppendCacheCheckpoint(_context).Append(Family.Trainer(_context, Short)).Fit(data);

        Assert.Equal(Scores(plain.Transform(data)), Scores(cached.Transform(data)));
    }

    [Fact]
    public void Filtered_data_train_like_the_rows_that_are_left()
    {
        List<FamilyRow> rows = Family.Rows();
        IDataView all = Family.Load(_context, rows), rest = Family.Load(_context, rows.Skip(60));
        var keys = _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(all);
        IDataView filtered = _context.Data.FilterRowsByColumn(keys.Transform(all), "Number", lowerBound: 60);

        using AcnTransformer fromFiltered = Family.Train(_context, Short, filtered);
        using AcnTransformer fromRest = Family.Train(_context, Short, keys.Transform(rest));

        Assert.Null(filtered.GetRowCount());
        Assert.Equal(Scores(fromRest.Transform(rest)), Scores(fromFiltered.Transform(filtered)));
    }

    [Fact]
    public void The_data_are_read_once_and_only_the_needed_columns()
    {
        var data = new RecordingView(Family.View(_context));

        using AcnTransformer model = Family.Train(_context, Short, data);

        Assert.Equal(new[] { "Label", Family.Input }.Order(), Assert.Single(data.Cursors).Order());
    }

    [Fact]
    public void A_trainer_has_no_state_so_that_it_fits_the_same_model_again()
    {
        IDataView data = Family.View(_context);
        AcnTrainer trainer = Family.Trainer(_context, options => (options.Seed, options.Epochs) = (null, 2));

        using AcnTransformer first = trainer.Fit(data);
        using AcnTransformer second = trainer.Fit(data);

        Assert.Equal(first.Model.Network.Snapshot(), second.Model.Network.Snapshot());
        Assert.Equal(Scores(first.Transform(data)), Scores(second.Transform(data)));
    }

    [Fact]
    public void The_seed_of_the_context_decides_and_that_of_the_options_before_it()
    {
        Dictionary<string, float[]> Weights(int seed, int? ofOptions = null)
        {
            var context = new MLContext(seed);
            using AcnTransformer model = Family.Train(context, options => (options.Seed, options.Epochs) = (ofOptions, 2), Family.View(context, Family.Rows(60)));
            return model.Model.Network.Snapshot();
        }

        Dictionary<string, float[]> expected = Weights(11), byOptions = Weights(11, 1);
        Assert.Equal(expected, Weights(11));
        Assert.NotEqual(expected["head.weight"], Weights(12)["head.weight"]);
        Assert.Equal(byOptions, Weights(12, 1));
        Assert.NotEqual(byOptions["head.weight"], Weights(12, 2)["head.weight"]);
    }

    [Fact]
    public void Fit_does_not_change_the_options()
    {
        AcnOptions options = Family.Options();
        (options.Epochs, options.BatchSize, options.Dropout, options.Seed) = (null, null, null, null);
        Dictionary<string, object?> Values() => options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(property => property.Name, property => property.GetValue(options));
        Dictionary<string, object?> before = Values();

        using AcnTransformer model = TestFamily.Trainer(_context, options).Fit(Family.View(_context, Family.Rows(30)));

        Assert.Equal(before, Values());
    }

    [Fact]
    public void Rows_that_come_sorted_by_class_are_shuffled()
    {
        IDataView sorted = Family.View(_context, Family.Rows(200).OrderBy(row => row.Kind));

        using AcnTransformer model = Family.Train(_context, null, sorted);

        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(Family.View(_context, Family.Rows(90, seed: 3).OrderBy(row => row.Kind)))).MicroAccuracy > 0.9);
    }

    [Fact]
    public void Classes_are_counted_by_keys_and_not_by_the_labels_seen()
    {
        List<FamilyRow> rows = Family.Rows(60);
        rows.ForEach(row => row.Weight = row.Kind == Family.Kinds[^1] ? 0 : 1);
        IDataView withoutTheLast = _context.Data.FilterRowsByColumn(Family.View(_context, rows), "Weight", lowerBound: 0.5);

        using AcnTransformer model = Family.Train(_context, Short, withoutTheLast);

        Assert.Equal(Family.Kinds.Count, Scores(model.Transform(withoutTheLast))[0].Length);
    }
}
