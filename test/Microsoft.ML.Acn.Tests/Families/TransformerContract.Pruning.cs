using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Weights and units that are pruned, and what can be done with such a model.</summary>
public abstract partial class TransformerContract<TFamily>
{
    private bool HasHeads => Model.Model.Network.Config.Layer.Size().Heads is not null;

    private AcnPruningTarget AllUnits => HasHeads ? AcnPruningTarget.HiddenUnits | AcnPruningTarget.Heads : AcnPruningTarget.HiddenUnits;

    [Fact]
    public void Pruned_weights_make_a_smaller_file_that_scores_as_before_to_the_bit()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));

        using AcnTransformer pruned = Model.Prune(new AcnPruningOptions { Sparsity = 0.9, IncludeEmbedding = true });

        using MemoryStream full = new(), small = new();
        _context.Model.Save(Model, data.Schema, full);
        _context.Model.Save(pruned, data.Schema, small);
        Assert.True(small.Length < full.Length, $"{small.Length} against {full.Length} bytes");
        using var loaded = (AcnTransformer)new MLContext().Model.Load(small, out _);
        Assert.Equal(Scores(pruned.Transform(data)), Scores(loaded.Transform(data)));
        Assert.Null(loaded.Pruning);
        using var folder = new TemporaryFolder();
        pruned.SaveWeights(folder.File("weights"));
        using AcnTransformer plain = AcnTransformer.LoadWeights(new MLContext(), folder.File("weights"));
        Assert.Equal(pruned.Model.Network.Snapshot(), plain.Model.Network.Snapshot());
        Assert.Equal(pruned.Pruning!.FileBytesAfter, new FileInfo(folder.File("weights.json")).Length + new FileInfo(folder.File("weights.safetensors")).Length);
        Assert.True(pruned.Pruning.FileBytesAfter < pruned.Pruning.FileBytesBefore);
        Assert.Equal(0.9, pruned.Pruning.SparsityReached, 0.002);
    }

    [Fact]
    public void Pruned_units_make_a_smaller_model_that_scores_as_before()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));

        using AcnTransformer pruned = Model.Prune(new AcnPruningOptions { Target = AllUnits, Sparsity = 0.5 });

        AcnPruning what = pruned.Pruning!;
        Assert.True(what.ParametersAfter < what.ParametersBefore);
        Assert.Equal(pruned.Model.Network.Weights().Sum(weight => weight.Tensor.numel()), what.ParametersAfter);
        Assert.InRange(what.SparsityReached, 0.3, 0.5);
        Assert.All(what.Parts, part => Assert.InRange(part.Pruned, 0, part.Count - 1));
        using MemoryStream full = new(), small = new();
        _context.Model.Save(Model, data.Schema, full);
        _context.Model.Save(pruned, data.Schema, small);
        Assert.True(small.Length < full.Length, $"{small.Length} against {full.Length} bytes");
        using var loaded = (AcnTransformer)new MLContext().Model.Load(small, out _);
        Assert.Equal(Scores(pruned.Transform(data)), Scores(loaded.Transform(data)));
        AssertClose(Scores(pruned.Transform(data)), Family.PredictEach(loaded, Family.Rows(30, seed: 41)).Select(row => row.Score));
    }

    [Theory]
    [InlineData(AcnPruningCriterion.Magnitude, false)]
    [InlineData(AcnPruningCriterion.Movement, false)]
    [InlineData(AcnPruningCriterion.Magnitude, true)]
    [InlineData(AcnPruningCriterion.Movement, true)]
    public void Pruning_while_fine_tuning_reaches_its_sparsity_and_says_what_was_done(AcnPruningCriterion criterion, bool isOfUnits)
    {
        IDataView validation = Family.View(_context, UnbalancedRows), train = Family.View(_context, Family.Rows(60, seed: 9));
        var log = new List<string>();
        _context.Log += (_, entry) => log.Add(entry.RawMessage);
        AcnPruningOptions options = Pruning(train, criterion);
        options.Target = isOfUnits ? AllUnits : AcnPruningTarget.Weights;
        var progress = new RecordingProgress();
        options.FineTuneOptions!.Progress = progress;
        using AcnTransformer model = RoughIn(_context);
        Dictionary<string, float[]> before = model.Model.Network.Snapshot();

        using AcnTransformer pruned = model.Prune(validation, options);

        Assert.Equal(before, model.Model.Network.Snapshot());
        // The first epoch ends with less pruned: whatever its accuracy, its weights are no result.
        Assert.Equal([false, true], progress.EpochEnds.Select(end => end.IsBest));
        AcnPruning what = pruned.Pruning!;
        if (isOfUnits)
            Assert.InRange(what.SparsityReached, 0.3, 0.5);
        else
            Assert.Equal(0.5, what.SparsityReached, 0.001);
        if (!isOfUnits)
            Assert.Equal(Zeros(pruned), what.Parts.Sum(part => part.Pruned));
        MulticlassClassificationMetrics was = _context.MulticlassClassification.Evaluate(model.Transform(validation)), now = _context.MulticlassClassification.Evaluate(pruned.Transform(validation));
        Assert.Equal(was.MicroAccuracy, what.Before!.Accuracy, 9);
        Assert.Equal(now.MicroAccuracy, what.After!.Accuracy, 9);
        Assert.Equal(now.LogLoss, what.After.LogLoss, 4);
        Assert.Contains(what.ToString(), log);
        Assert.StartsWith("Pruned ", what.ToString(), StringComparison.Ordinal);
        Assert.Null(model.Pruning);
    }

    [Fact]
    public void Without_validation_data_fine_tuning_ends_with_its_last_epoch()
    {
        using AcnTransformer pruned = Family.Rough.Prune(Pruning(Family.View(_context), AcnPruningCriterion.Movement));

        Assert.Equal(0.5, pruned.Pruning!.SparsityReached, 0.001);
        Assert.Null(pruned.Pruning.Before);
        Assert.Null(pruned.Pruning.After);
    }

    [Fact]
    public void The_largest_sparsity_within_a_tolerance_is_searched()
    {
        IDataView validation = Family.View(_context, UnbalancedRows);

        using AcnTransformer any = Model.Prune(validation, new AcnPruningOptions { AccuracyTolerance = 1, SearchSteps = 3 });
        using AcnTransformer careful = Model.Prune(validation, new AcnPruningOptions { AccuracyTolerance = 0.02, SearchSteps = 4 });

        Assert.Equal((0.875, 3), (any.Pruning!.Sparsity, any.Pruning.Tries.Count));
        AcnPruning what = careful.Pruning!;
        Assert.True(what.After!.Accuracy >= what.Before!.Accuracy - 0.02 - 1e-9);
        Assert.Equal(what.Tries.Where(one => one.IsWithinTolerance).Select(one => one.Sparsity).DefaultIfEmpty().Max(), what.Sparsity);
        Assert.Equal(what.Sparsity, what.SparsityReached, 0.002);
    }

    [Fact]
    public void A_warm_start_and_a_compression_keep_pruned_weights_at_zero()
    {
        IDataView data = Family.View(_context), validation = Family.View(_context, UnbalancedRows);
        using AcnTransformer pruned = Family.Rough.Prune(new AcnPruningOptions { Sparsity = 0.6, IncludeEmbedding = true });

        using AcnTransformer next = Family.Trainer(_context, Short).Fit(data, pruned);
        using AcnTransformer tuned = pruned.Compress(validation, new AcnCompressionOptions { AccuracyTolerance = 1, MinimumDepth = 3, MeasureSpeed = false, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = FineTuning, FineTuneLearningRate = 0.001 });

        Dictionary<string, float[]> before = pruned.Model.Network.Snapshot();
        foreach (AcnTransformer model in new[] { next, tuned })
        {
            Dictionary<string, float[]> after = model.Model.Network.Snapshot();
            foreach (string name in pruned.Model.Network.PrunableWeights(PrunedWeights.LayersAndEmbedding).Select(weight => weight.Name))
                Assert.All(before[name].Zip(after[name]).Where(pair => pair.First == 0), pair => Assert.Equal(0, BitConverter.SingleToInt32Bits(pair.Second)));
            Assert.Equal(PrunedWeights.LayersAndEmbedding, model.Model.Network.Config.PrunedWeights);
            Assert.Null(model.Pruning);
        }
        Assert.NotEqual(before["head.weight"], next.Model.Network.Snapshot()["head.weight"]);
    }

    [Fact]
    public void Verbs_on_a_model_without_units_and_weights_go_together()
    {
        IDataView data = Family.View(_context), validation = Family.View(_context, UnbalancedRows);
        using AcnTransformer cut = Family.Rough.Truncate(2);
        using AcnTransformer narrow = cut.Prune(new AcnPruningOptions { Target = AllUnits, Sparsity = 0.5 });

        using AcnTransformer sparse = narrow.Prune(new AcnPruningOptions { Sparsity = 0.5 });
        using AcnTransformer narrower = sparse.Prune(new AcnPruningOptions { Target = AcnPruningTarget.HiddenUnits, Sparsity = 0.5 });
        using AcnTransformer early = narrower.WithEarlyExit(0.5, AcnConfidence.TopProbability, "Exit");
        using AcnTransformer one = narrower.Truncate(1);
        using AcnTransformer next = Family.Trainer(_context, Short).Fit(data, narrower);
        using AcnFeaturesTransformer features = _context.Transforms.AcnFeatures(narrower, "Deep").Fit(data);

        AcnDepthProfile profile = narrower.ProfileDepth(validation, measureSpeed: false);
        Assert.Equal(3, profile.Count);
        Assert.Equal(_context.MulticlassClassification.Evaluate(one.Transform(validation)).MicroAccuracy, profile[1].Accuracy, 9);
        Assert.Equal(profile[2].FileBytes, narrower.Pruning!.FileBytesAfter);
        Assert.Equal(profile[1].Parameters, one.Model.Network.Weights().Sum(weight => weight.Tensor.numel()));
        Assert.Same(narrower.Pruning, early.Pruning);
        Assert.NotEmpty(early.Transform(data).GetColumn<int>("Exit"));
        Assert.Equal(narrower.Model.Network.Config.Sizes!, next.Model.Network.Config.Sizes!);
        Assert.All(features.Transform(data).GetColumn<float[]>("Deep"), row => Assert.All(row, number => Assert.True(float.IsFinite(number))));
        using var file = new MemoryStream();
        _context.Model.Save(early, data.Schema, file);
        using var loaded = (AcnTransformer)new MLContext().Model.Load(file, out _);
        Assert.Equal(Scores(early.Transform(data)), Scores(loaded.Transform(data)));
    }

    [Fact]
    public void Pruning_that_is_cancelled_keeps_what_was_asked_for_if_asked_to()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        using var stop = new CancellationTokenSource();
        AcnPruningOptions options = Pruning(data, AcnPruningCriterion.Magnitude);
        options.FineTuneEpochs = 500;
        (options.FineTuneOptions!.CancellationToken, options.FineTuneOptions.OnCancellation) = (stop.Token, AcnCancellationBehavior.KeepBest);
        options.FineTuneOptions.Progress = new RecordingProgress(report =>
        {
            if (report.IsEpochEnd)
                stop.Cancel();
        });

        using AcnTransformer pruned = Family.Rough.Prune(data, options);

        Assert.Equal(0.5, pruned.Pruning!.SparsityReached, 0.001);
        options.FineTuneOptions.OnCancellation = AcnCancellationBehavior.Throw;
        Assert.ThrowsAny<OperationCanceledException>(() => Family.Rough.Prune(data, options));
    }

    private AcnPruningOptions Pruning(IDataView train, AcnPruningCriterion criterion) => new()
    {
        Criterion = criterion,
        Sparsity = 0.5,
        FineTuneEpochs = 2,
        FineTuneData = train,
        FineTuneOptions = FineTuning,
        FineTuneLearningRate = FineTuning.LearningRate,
    };

    private static long Zeros(AcnTransformer model)
    {
        AcnNetwork network = model.Model.Network;
        return network.PrunableWeights(network.Config.PrunedWeights).Sum(weight => weight.Weight.Numbers().Count(number => number == 0));
    }
}
