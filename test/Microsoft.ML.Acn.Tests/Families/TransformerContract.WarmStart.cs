using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Training that begins with the weights of a model.</summary>
public abstract partial class TransformerContract<TFamily>
{
    /// <summary>A rate at which a step changes nothing that can be seen.</summary>
    private const double NextToNothing = 1e-12;

    [Fact]
    public void A_warm_start_begins_with_the_scores_of_its_initial_model_and_leaves_that_alone()
    {
        IDataView data = Family.View(_context);
        Dictionary<string, float[]> before = Model.Model.Network.Snapshot();

        using AcnTransformer next = Family.Trainer(_context, Still).Fit(data, Model);

        AssertClose(Scores(Model.Transform(data)), Scores(next.Transform(data)));
        Assert.Equal(before, Model.Model.Network.Snapshot());
        Assert.Equal(Model.Depth, next.Depth);
    }

    [Fact]
    public void A_warm_start_on_the_same_rows_is_ahead_from_its_first_epoch_and_as_accurate_after_it()
    {
        IDataView data = Family.View(_context), test = Family.View(_context, Family.Rows(100, seed: 77));
        var progress = new RecordingProgress();
        void One(AcnOptions options) => (options.Epochs, options.Progress) = (1, progress);

        using AcnTransformer cold = Family.Train(_context, One, data), warm = Family.Trainer(_context, One).Fit(data, Model);

        double[] losses = [.. progress.Reports.Where(report => report.IsEpochEnd).Select(report => report.Loss)];
        Assert.True(losses[1] < losses[0], $"{losses[1]} against {losses[0]}");
        Assert.True(Accuracy(warm) >= Accuracy(Model) - 0.02, $"{Accuracy(warm)} against {Accuracy(Model)}");

        double Accuracy(AcnTransformer model) => _context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    [Fact]
    public void Classes_are_matched_by_value_old_ones_keep_their_weights_and_new_ones_are_learned()
    {
        string kept = Family.Kinds[0];
        List<FamilyRow> coarse = Family.Rows();
        foreach (FamilyRow row in coarse.Where(row => row.Kind != kept))
            row.Kind = "any other";
        using AcnTransformer first = Family.Train(_context, null, Family.View(_context, coarse));
        List<FamilyRow> rows = [.. Family.Rows().OrderBy(row => row.Kind == kept)];
        IDataView fine = Family.View(_context, rows);

        using AcnTransformer still = Family.Trainer(_context, Still).Fit(fine, first), learned = Family.Trainer(_context).Fit(fine, first);

        string[] old = ClassesOf(first), now = ClassesOf(still);
        Assert.Equal([.. rows.Select(row => row.Kind).Distinct(), "any other"], now);
        AssertClose(Scores(first.Transform(fine)), Scores(still.Transform(fine)).Select(row => Renormalised(row, [.. old.Select(kind => Array.IndexOf(now, kind))])));
        Assert.InRange(_context.MulticlassClassification.Evaluate(learned.Transform(fine)).MicroAccuracy, 0.8, 1);
    }

    [Fact]
    public void Classes_without_rows_stay_behind_those_of_the_label_column()
    {
        List<FamilyRow> rows = [.. Family.Rows().Where(row => row.Kind != Family.Kinds[0])];

        using AcnTransformer next = Family.Trainer(_context, Still).Fit(Family.View(_context, rows), Model);

        Assert.Equal([.. rows.Select(row => row.Kind).Distinct(), Family.Kinds[0]], ClassesOf(next));
    }

    [Fact]
    public void Frozen_parts_are_the_same_to_the_bit_and_the_rest_has_learned()
    {
        IDataView data = Family.View(_context);
        Dictionary<string, float[]> before = Model.Model.Network.Snapshot();
        var warm = new AcnWarmStartOptions { FrozenLayers = 1, FreezeEmbedding = true };

        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.CalibrateProbabilities, options.WarmStart, options.Progress) = (1, false, warm, new Progress<AcnTrainingProgress>())).Fit(data, Model);

        string[] moved = [.. next.Model.Network.Snapshot().Where(weight => !weight.Value.SequenceEqual(before[weight.Key])).Select(weight => weight.Key)];
        Assert.DoesNotContain(moved, name => name.StartsWith("embedding.", StringComparison.Ordinal) || name.StartsWith("layers.0.", StringComparison.Ordinal));
        Assert.Contains(moved, name => name.StartsWith("layers.1.", StringComparison.Ordinal));
        Assert.Contains("head.weight", moved);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Initial_weights_that_compete_come_back_where_no_epoch_is_better(bool isMislabelled, bool competes)
    {
        IDataView data = Family.View(_context), validation = Family.View(_context, Family.Rows(100, seed: 77)), next = isMislabelled ? Family.View(_context, Mislabelled(Family.Rows())) : data;
        using AcnTransformer rough = Family.Train(_context, options => (options.Epochs, options.ScoreColumnName) = (1, "Probabilities"), data);
        var progress = new RecordingProgress();

        using AcnTransformer trained = Family.Trainer(_context, options =>
            (options.Epochs, options.Progress, options.WarmStart) = (2, progress, new AcnWarmStartOptions { KeepInitialUnlessImproved = competes })).Fit(next, validation, rough);

        bool isKept = progress.EpochEnds.All(end => !end.IsBest);
        Assert.Equal(competes && isMislabelled, isKept);
        Dictionary<string, float[]> before = rough.Model.Network.Snapshot();
        Assert.Equal(isKept, trained.Model.Network.Snapshot().All(weight => weight.Value.SequenceEqual(before[weight.Key])));
        Assert.Equal(!competes, LogLoss(trained, "Score") > LogLoss(rough, "Probabilities"));

        double LogLoss(AcnTransformer model, string scores) => _context.MulticlassClassification.Evaluate(model.Transform(validation), scoreColumnName: scores).LogLoss;
    }

    [Fact]
    public void Initial_weights_that_compete_are_kept_when_training_is_cancelled_before_its_first_step()
    {
        using var stop = new CancellationTokenSource();
        var context = new MLContext(1);
        context.Log += (_, entry) =>
        {
            if (entry.RawMessage.StartsWith("before the first epoch", StringComparison.Ordinal))
                stop.Cancel();
        };

        using AcnTransformer next = Family.Trainer(context, options =>
            (options.OnCancellation, options.CancellationToken, options.WarmStart) = (AcnCancellationBehavior.KeepBest, stop.Token, new AcnWarmStartOptions { KeepInitialUnlessImproved = true })).Fit(Family.View(context), Family.View(context), Model);

        Assert.True(stop.IsCancellationRequested);
        Assert.Equal(Model.Model.Network.Snapshot(), next.Model.Network.Snapshot());
    }

    [Fact]
    public void Initial_weights_that_come_back_are_cut_and_then_calibrated_where_cutting_is_asked_for()
    {
        IDataView data = Family.View(_context, Mislabelled(Family.Rows())), validation = Family.View(_context, UnbalancedRows);
        using AcnTransformer cut = Model.Truncate(0);

        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.CompressionTolerance, options.WarmStart) = (1, 1, new AcnWarmStartOptions { KeepInitialUnlessImproved = true })).Fit(data, validation, Model);

        Assert.Equal(0, next.Depth);
        Dictionary<string, float[]> then = cut.Model.Network.Snapshot(), now = next.Model.Network.Snapshot();
        Assert.All(now.Where(weight => !weight.Key.StartsWith("head.", StringComparison.Ordinal)), weight => Assert.Equal(then[weight.Key], weight.Value));
        Assert.NotEqual(then["head.weight"], now["head.weight"]);
        Assert.True(LogLoss(next) < LogLoss(cut));

        double LogLoss(AcnTransformer model) => _context.MulticlassClassification.Evaluate(model.Transform(validation)).LogLoss;
    }

    [Fact]
    public void Initial_weights_that_stay_say_so_of_new_classes_and_of_what_is_kept_for_later()
    {
        List<FamilyRow> rows = Family.Rows();
        rows[^1].Kind = "new";
        List<string> warnings = RecordWarnings();

        using AcnTransformer next = Family.Trainer(_context, options =>
        {
            Still(options);
            (options.Continual, options.WarmStart) = (AcnContinual.Replay(2), new AcnWarmStartOptions { KeepInitialUnlessImproved = true });
        }).Fit(Family.View(_context, rows), Family.View(_context), Model);

        Assert.False(next.HasContinualState);
        Assert.Single(warnings, warning => warning.Contains("have not learned the classes that are new", StringComparison.Ordinal));
        Assert.Single(warnings, warning => warning.Contains("Nothing is kept of them for Continual", StringComparison.Ordinal));
    }

    [Fact]
    public void Initial_weights_cannot_compete_without_validation_rows()
    {
        IDataView data = Family.View(_context);

        Assert.Equal(
            "WarmStart.KeepInitialUnlessImproved needs validation rows: give Fit a validation set, or set ValidationFraction.",
            Assert.Throws<InvalidOperationException>(() => Family.Trainer(_context, options => (options.ValidationFraction, options.WarmStart) = (0, new AcnWarmStartOptions { KeepInitialUnlessImproved = true })).Fit(data, Model)).Message);
        Assert.Contains(
            "WarmStart.KeepInitialUnlessImproved is true; allowed: false unless there is EarlyStopping",
            Assert.Throws<ArgumentException>(() => Family.Trainer(_context, options => (options.EarlyStopping, options.WarmStart) = (null, new AcnWarmStartOptions { KeepInitialUnlessImproved = true }))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_moves_as_much_less_as_its_learning_rate_is_lower()
    {
        IDataView data = Family.View(_context);
        double Moved(double factor, string part)
        {
            Dictionary<string, float[]> before = Model.Model.Network.Snapshot();
            // One step: Adam's first is as large as the rate.
            using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.BatchSize, options.WarmupFraction, options.WeightDecay, options.CalibrateProbabilities, options.LearningRate, options.EarlyStopping, options.WarmStart)
                = (1, 1_000, 0, 0, false, 0.01, null, new AcnWarmStartOptions { BodyLearningRateFactor = factor })).Fit(data, Model);
            return next.Model.Network.Snapshot().Where(weight => weight.Key.StartsWith(part, StringComparison.Ordinal)).Max(weight => weight.Value.Zip(before[weight.Key], (now, then) => Math.Abs((double)now - then)).Max());
        }

        Assert.Equal(Moved(1, "layers.0."), 10 * Moved(0.1, "layers.0."), 4);
        Assert.Equal(Moved(1, "embedding."), 10 * Moved(0.1, "embedding."), 4);
        Assert.Equal(Moved(1, "head."), Moved(0.1, "head."), 6);
    }

    [Fact]
    public void An_initial_model_that_does_not_fit_is_refused_with_what_differs()
    {
        IDataView data = Family.View(_context);
        IDataView numbers = _context.Transforms.Conversion.MapValueToKey("Label", "Number").Fit(data).Transform(data);

        Assert.Equal(
            "The initial model does not fit: it has 2 layers, and WarmStart.FrozenLayers is 3. (Parameter 'initial')",
            Assert.Throws<ArgumentException>(() => Family.Trainer(_context, options => options.WarmStart = new AcnWarmStartOptions { FrozenLayers = 3 }).Fit(data, Model)).Message);
        Assert.Equal(
            "The initial model does not fit: its classes have values of type String, and the keys of the label column values of type Single. (Parameter 'initial')",
            Assert.Throws<ArgumentException>(() => Family.Trainer(_context).Fit(numbers, Model)).Message);
        Assert.Equal("initial", Assert.Throws<ArgumentNullException>(() => Family.Trainer(_context).Fit(data, (AcnTransformer)null!)).ParamName);
        AcnTransformer gone = Model.Truncate(1);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Family.Trainer(_context).Fit(data, gone));
    }

    [Fact]
    public void A_cut_model_and_one_with_an_early_exit_can_be_trained_on()
    {
        IDataView data = Family.View(_context);
        using AcnTransformer cut = Model.Truncate(1), early = Model.WithEarlyExit(0.5, exitDepthColumnName: ExitDepth);

        using AcnTransformer ofCut = Family.Trainer(_context, Still).Fit(data, data, cut), ofEarly = Family.Trainer(_context, Still).Fit(data, early);

        Assert.Equal(1, ofCut.Depth);
        Assert.Null(ofEarly.EarlyExitThreshold);
        Assert.DoesNotContain(ofEarly.GetOutputSchema(data.Schema), column => column.Name == ExitDepth);
        AssertClose(Scores(cut.Transform(data)), Scores(ofCut.Transform(data)));
    }

    /// <summary>Rows that say of each class that it is the next, but for the first of each: so the keys have the same order.</summary>
    private static List<FamilyRow> Mislabelled(List<FamilyRow> rows)
    {
        string[] kinds = [.. rows.Select(row => row.Kind).Distinct()];
        foreach (FamilyRow row in rows.Except(kinds.Select(kind => rows.First(row => row.Kind == kind)).ToList()))
            row.Kind = kinds[(Array.IndexOf(kinds, row.Kind) + 1) % kinds.Length];
        return rows;
    }

    private static void Still(AcnOptions options)
        => (options.Epochs, options.LearningRate, options.CalibrateProbabilities) = (1, NextToNothing, false);

    private static string[] ClassesOf(AcnTransformer model) => [.. Enumerable.Range(0, model.Model.Labels.Count).Select(model.Model.Labels.GetText)];

    /// <summary>The probabilities of some classes, as if there were no others.</summary>
    private static float[] Renormalised(float[] scores, int[] classes)
    {
        float sum = classes.Sum(position => scores[position]);
        return [.. classes.Select(position => scores[position] / sum)];
    }
}
