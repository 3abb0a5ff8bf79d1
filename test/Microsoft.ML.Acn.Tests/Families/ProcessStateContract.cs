using Microsoft.ML.Acn.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Native memory, random state and threads of the process are left as they were. To be run when nothing else runs.</summary>
public abstract class ProcessStateContract<TFamily>(TFamily family) : IClassFixture<TFamily>
    where TFamily : TestFamily
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Fitting_scoring_saving_and_disposing_leave_no_tensor_behind()
    {
        UseEverythingOnce();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (int round = 0; round < 3; round++)
        {
            UseEverythingOnce();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void A_model_outlives_the_dispose_scope_that_it_was_made_in()
    {
        AcnTransformer model;
        using (torch.NewDisposeScope())
            model = family.Train(_context, options => options.Epochs = 1, family.View(_context, family.Rows(30)));

        using (model)
            Assert.Equal(30, family.PredictEach(model, family.Rows(30)).Length);
    }

    [Fact]
    public void Neither_random_state_nor_thread_count_nor_gradient_mode_change()
    {
        using torch.Tensor before = torch.random.get_rng_state();
        int threads = torch.get_num_threads();

        UseEverythingOnce();

        using torch.Tensor after = torch.random.get_rng_state();
        Assert.Equal(before.data<byte>().ToArray(), after.data<byte>().ToArray());
        Assert.Equal(threads, torch.get_num_threads());
        Assert.True(torch.is_grad_enabled());
        Assert.False(torch.is_inference_mode_enabled());
    }

    private void UseEverythingOnce()
    {
        IDataView data = family.View(_context, family.Rows(60));
        using var folder = new TemporaryFolder();
        using var file = new MemoryStream();
        using AcnTransformer model = family.Train(_context, options => (options.Epochs, options.CompressionTolerance, options.ValidationFraction, options.PrefixLossWeight) = (2, 1, 0.2, 0.5), data);
        using AcnTransformer cut = family.Model.Truncate(1);
        using AcnTransformer compressed = cut.Compress(data);
        using AcnTransformer sparse = cut.Prune(data, new AcnPruningOptions { AccuracyTolerance = 0.1, SearchSteps = 2, IncludeEmbedding = true });
        AcnOptions tuning = family.Options();
        using AcnTransformer narrow = sparse.Prune(data, new AcnPruningOptions { Target = AcnPruningTarget.HiddenUnits, Criterion = AcnPruningCriterion.Movement, Sparsity = 0.5, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = tuning });
        sparse.SaveWeights(folder.File("sparse"));
        AcnTransformer.LoadWeights(_context, folder.File("sparse")).Dispose();
        using AcnTransformer exiting = family.Rough.WithEarlyExit(0.6), cutExiting = exiting.Truncate(2);
        exiting.ProfileEarlyExit(data, thresholds: [0.5, 0.9]).ToString();
        using AcnTransformer next = family.Trainer(_context, options => (options.Epochs, options.WarmStart) = (1, new AcnWarmStartOptions { FrozenLayers = 1, FreezeEmbedding = true })).Fit(data, family.Model);
        foreach (AcnContinual continual in new[] { AcnContinual.SynapticIntelligence(), AcnContinual.ElasticWeightConsolidation(fisherRows: 5), AcnContinual.Replay(2) })
        {
            using AcnTransformer first = family.Train(_context, options => (options.Epochs, options.Continual) = (1, continual), data), bare = first.WithoutContinualState();
            using var state = new MemoryStream();
            _context.Model.Save(first, data.Schema, state);
            using var loaded = (AcnTransformer)_context.Model.Load(state, out _);
            using AcnTransformer second = family.Trainer(_context, options => (options.Epochs, options.Continual) = (1, continual)).Fit(data, loaded);
        }
        using AcnFeaturesTransformer features = _context.Transforms.AcnFeatures(next, "Of the head", 1).Fit(data);
        _ = TinyModel.Scores(features.Transform(data), "Of the head");
        using var featuresFile = new MemoryStream();
        _context.Model.Save(features, data.Schema, featuresFile);
        TinyModel.Scores(cutExiting.Transform(data)).ToString();
        var options = new AcnCompressionOptions { FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = family.Options(), FineTuneLearningRate = 0.01 };
        using AcnTransformer tuned = cut.Compress(data, options);
        (options.FineTuneOptions.CancellationToken, options.FineTuneOptions.OnCancellation) = (new CancellationToken(canceled: true), AcnCancellationBehavior.KeepBest);
        using AcnTransformer kept = cut.Compress(data, options);
        options.FineTuneOptions.OnCancellation = AcnCancellationBehavior.Throw;
        Assert.ThrowsAny<OperationCanceledException>(() => cut.Compress(data, options));
        TinyModel.Scores(model.Transform(data)).ToString();
        family.PredictEach(model, family.Rows(5)).ToString();
        _context.Model.Save(model, data.Schema, file);
        model.SaveWeights(folder.File("weights"));
        using AcnTransformer fromWeights = AcnTransformer.LoadWeights(_context, folder.File("weights"));
        using var fromFile = (IDisposable)_context.Model.Load(file, out _);
        Assert.Throws<ArgumentException>(() => family.Train(_context, null, family.View(_context, family.Rows(1))));
    }
}
