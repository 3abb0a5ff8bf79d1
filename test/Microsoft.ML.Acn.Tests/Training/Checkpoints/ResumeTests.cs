using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training.Checkpoints;

/// <summary>A run that is stopped again and again has the weights of one that is not, to the bit.</summary>
public class ResumeTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string> Cases => [.. Known.Keys];

    private static Dictionary<string, Func<AcnOptions>> Known { get; } = new()
    {
        ["texts"] = () => Texts(),
        ["texts, patience"] = () => Texts(options => (options.Epochs, options.LearningRate, options.EarlyStopping) = (8, 0.05, new AcnEarlyStopping { Patience = 1 })),
        ["texts, last epoch"] = () => Texts(options => options.EarlyStopping = null),
        ["texts, without validation"] = () => Texts(options => options.ValidationFraction = 0),
        ["texts, all depths and skipped layers"] = () => Texts(options => (options.Connectivity, options.LayerDropout, options.PrefixLossWeight) = (AcnConnectivity.Residual, 0.5, 0.5)),
        ["texts, averages of depths"] = () => Texts(options => options.Connectivity = AcnConnectivity.DenseFormer),
        ["texts, synaptic intelligence"] = () => Texts(options => options.Continual = AcnContinual.SynapticIntelligence()),
        ["texts, compressed"] = () => Texts(options => options.CompressionTolerance = 1),
        ["pictures"] = () => Pictures(),
        ["pictures, mixer and mixed"] = () => Pictures(options => (options.Architecture, options.Augmentation) = (AcnImageArchitecture.MlpMixer, AcnImageAugmentation.Strong)),
        ["vectors"] = () => Vectors(),
        ["vectors, weights by class"] = () => Vectors(options => (options.ClassWeights, options.FeatureDropout) = (AcnClassWeights.Balanced, 0.3)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stopped_after_any_step(string name) => Compare(name, TimeSpan.FromTicks(1), first: 2, more: 3, fewest: 3);

    [Theory]
    [InlineData("texts")]
    [InlineData("texts, synaptic intelligence")]
    [InlineData("pictures, mixer and mixed")]
    [InlineData("vectors")]
    public void Stopped_within_epochs_whose_steps_are_lost(string name) => Compare(name, TimeSpan.Zero, first: 7, more: 1, fewest: 2);

    [Theory]
    [InlineData("synaptic intelligence")]
    [InlineData("elastic weight consolidation")]
    [InlineData("replay")]
    public void Stopped_while_training_on_with_what_was_learned_before_protected(string way)
    {
        AcnContinual continual = way switch
        {
            "replay" => AcnContinual.Replay(rowsPerClass: 5),
            "synaptic intelligence" => AcnContinual.SynapticIntelligence(),
            _ => AcnContinual.ElasticWeightConsolidation(fisherRows: 20),
        };
        AcnModel initial = StoppedRun.Train(Texts(options => options.Continual = continual), TinyTexts.View(_context, TinyTexts.Rows(60)));

        Dictionary<string, float[]> learned = CompareTrainingOn(Texts(options => (options.Continual, options.WarmStart) = (continual, new AcnWarmStartOptions { BodyLearningRateFactor = 0.5 })), initial);

        Assert.Contains(learned.Keys, name => name.StartsWith("kept: ", StringComparison.Ordinal));
        initial.Network.Dispose();
    }

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.01, false)]
    public void Stopped_while_epochs_are_compared_with_the_initial_weights(double learningRate, bool staysInitial)
    {
        AcnModel initial = StoppedRun.Train(Texts(options => options.Epochs = staysInitial ? 3 : 1), TinyTexts.View(_context, TinyTexts.Rows(60)));

        Dictionary<string, float[]> weights = CompareTrainingOn(Texts(options => (options.LearningRate, options.WarmStart) = (learningRate, new AcnWarmStartOptions { KeepInitialUnlessImproved = true })), initial);

        Assert.Equal(staysInitial, initial.Network.Snapshot().All(weight => weight.Value.SequenceEqual(weights[weight.Key])));
        initial.Network.Dispose();
    }

    [Fact]
    public void Stopped_while_a_model_with_pruned_weights_is_trained_on()
    {
        using AcnTransformer dense = TinyModel.Train(_context, options => options.Epochs = 3), pruned = dense.Prune(new AcnPruningOptions { Sparsity = 0.5 });

        Dictionary<string, float[]> weights = CompareTrainingOn(Texts(), pruned.Model);

        Assert.InRange(weights.Values.Sum(weight => weight.Count(number => number == 0)), weights.Values.Sum(weight => weight.Length) / 5, int.MaxValue);
    }

    [Fact]
    public void Stopped_while_sparse_vectors_are_learned()
    {
        using var family = new Families.SparseVectors();
        AcnOptions options = family.Options();
        options.Epochs = 3;
        Compare(options, family.View(_context, family.Rows(60)), TimeSpan.FromTicks(1), first: 2, more: 3, fewest: 3);
    }

    [Fact]
    public void Stopped_while_pre_training()
    {
        using var folder = new TemporaryFolder();
        AcnPretrainOptions plain = TinyPretraining.Options(), options = TinyPretraining.Options(one => (one.CheckpointPath, one.CheckpointInterval) = (folder.File("run"), TimeSpan.FromTicks(1)));
        Dictionary<string, float[]> expected = StoppedRun.Weights(Pretrain(plain, int.MaxValue));

        (Dictionary<string, float[]> weights, int stops) = StoppedRun.ToTheEnd(stopAt => Pretrain(options, stopAt), first: 2, more: 1);

        Assert.True(stops >= 2, $"only {stops} stops");
        Assert.Equal(expected, weights);

        AcnModel Pretrain(AcnPretrainOptions some, int stopAt)
        {
            InputFamilyRows rows = InputFamilyRows.Of(some.Text, TinyPretraining.Texts(_context, 60));
            return PretrainingRun.Train(rows.Family, rows.Store, null, some, StoppedRun.Context(stopAt), null);
        }
    }

    [Fact]
    public void Stopped_while_rows_are_read_again_window_by_window()
    {
        // Three batches are a window. A run is also asked for each row that it reads: 120 before the first step.
        AcnOptions options = Pictures(one =>
        {
            (one.ImageHeight, one.ImageWidth, one.Channels, one.PatchSize, one.MemoryBudgetMegabytes) = (256, 256, 3, 64, 16);
            (one.Augmentation, one.Epochs, one.BatchSize) = (AcnImageAugmentation.Light, 1, 4);
        });
        Compare(options, TinyImages.View(_context, TinyImages.Rows(120)), TimeSpan.FromTicks(1), first: 180, more: 20, fewest: 2);
    }

    private void Compare(string name, TimeSpan interval, int first, int more, int fewest)
    {
        AcnOptions options = Known[name]();
        Compare(options, options switch
        {
            AcnTextOptions => TinyTexts.View(_context, TinyTexts.Rows(60)),
            AcnImageOptions => TinyImages.View(_context, TinyImages.Rows(40)),
            _ => TinyVectors.View(_context, TinyVectors.Rows(60)),
        }, interval, first, more, fewest);
    }

    /// <summary>Trains at once, and stopped again and again: the weights must be the same, and what is kept for later. Returns them.</summary>
    private static Dictionary<string, float[]> Compare(AcnOptions options, IDataView data, TimeSpan interval, int first, int more, int fewest, AcnModel? initial = null)
    {
        Dictionary<string, float[]> expected = StoppedRun.Weights(StoppedRun.Train(options, data, initial: initial));
        using var folder = new TemporaryFolder();
        (options.CheckpointPath, options.CheckpointInterval) = (folder.File("run.checkpoint"), interval);

        (Dictionary<string, float[]> weights, int stops) = StoppedRun.ToTheEnd(stopAt => StoppedRun.Train(options, data, stopAt, initial), first, more);

        Assert.True(stops >= fewest, $"only {stops} stops");
        Assert.Equal(expected, weights);
        Assert.Equal([options.CheckpointPath], Directory.GetFiles(folder.Path));
        return weights;
    }

    private Dictionary<string, float[]> CompareTrainingOn(AcnOptions options, AcnModel initial)
        => Compare(options, TinyTexts.View(_context, TinyTexts.Rows(60, seed: 9)), TimeSpan.FromTicks(1), first: 2, more: 3, fewest: 3, initial);

    private static AcnTextOptions Texts(Action<AcnTextOptions>? change = null) => TinyTexts.Options(options =>
    {
        (options.Epochs, options.BatchSize, options.ValidationFraction, options.Threads, options.WordDropout, options.Dropout) = (3, 8, 0.2, 1, 0.2, 0.3);
        change?.Invoke(options);
    });

    private static AcnImageOptions Pictures(Action<AcnImageOptions>? change = null) => TinyImages.Options(options =>
    {
        (options.Epochs, options.ValidationFraction) = (3, 0.2);
        change?.Invoke(options);
    });

    private static AcnVectorOptions Vectors(Action<AcnVectorOptions>? change = null) => TinyVectors.Options(options =>
    {
        options.Epochs = 3;
        change?.Invoke(options);
    });
}
