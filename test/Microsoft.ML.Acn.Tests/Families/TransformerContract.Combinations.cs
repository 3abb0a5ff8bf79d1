namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Verbs and options that meet each other.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Theory]
    [InlineData("synaptic intelligence")]
    [InlineData("elastic weight consolidation")]
    public void Units_that_have_importances_are_not_pruned_and_weights_are(string way)
    {
        AcnContinual option = OptionOf(way);
        using AcnTransformer first = First(option), without = first.WithoutContinualState();

        using AcnTransformer sparse = first.Prune(new AcnPruningOptions { Sparsity = 0.5 });
        using AcnTransformer narrow = without.Prune(new AcnPruningOptions { Target = AllUnits, Sparsity = 0.5 });
        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.Continual) = (1, option)).Fit(Later(), sparse);

        Assert.Contains($"cannot be pruned with {way}", Refusal(first, null), StringComparison.Ordinal);
        Assert.Contains($"cannot be pruned with {way}", Refusal(without, option), StringComparison.Ordinal);
        Assert.True(sparse.HasContinualState);
        Assert.False(narrow.HasContinualState);
        Assert.Equal(2, next.Model.Continual!.Fits);
        using var file = new MemoryStream();
        _context.Model.Save(next, Later().Schema, file);
        using var loaded = (AcnTransformer)new MLContext().Model.Load(file, out _);
        AssertSameState(next.Model.Continual!, loaded.Model.Continual!);
        Assert.Equal(Scores(next.Transform(Later())), Scores(loaded.Transform(Later())));

        string Refusal(AcnTransformer model, AcnContinual? continual)
        {
            AcnPruningOptions options = Pruning(Later(), AcnPruningCriterion.Magnitude);
            options.Target = AllUnits;
            options.FineTuneOptions!.Continual = continual;
            return Assert.Throws<ArgumentException>(() => model.Prune(options)).Message;
        }
    }

    [Fact]
    public void Rows_that_are_kept_outlive_the_pruning_of_units()
    {
        using AcnTransformer first = First(AcnContinual.Replay(3));

        using AcnTransformer narrow = first.Prune(new AcnPruningOptions { Target = AllUnits, Sparsity = 0.5 });
        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.Continual) = (1, AcnContinual.Replay(3))).Fit(Later(), narrow);

        AssertSameState(first.Model.Continual!, narrow.Model.Continual!);
        Assert.Equal(2, next.Model.Continual!.Fits);
    }

    [Fact]
    public void A_search_for_a_sparsity_replays_the_same_rows_in_each_try()
    {
        using AcnTransformer first = First(AcnContinual.Replay(3));
        AcnPruningOptions options = Pruning(Earlier(), AcnPruningCriterion.Magnitude);
        (options.Sparsity, options.AccuracyTolerance, options.SearchSteps, options.FineTuneEpochs) = (null, 1, 3, 1);
        options.FineTuneOptions!.Continual = AcnContinual.Replay(3);

        using AcnTransformer pruned = first.Prune(Earlier(), options);

        Assert.Equal(3, pruned.Pruning!.Tries.Count);
        Assert.Equal(2, pruned.Model.Continual!.Fits);
    }

    [Fact]
    public void Options_of_another_family_are_refused_by_every_verb_that_trains_on()
    {
        IDataView data = Family.View(_context);
        AcnOptions other = Family.Options() is AcnVectorOptions ? new AcnTextOptions() : new AcnVectorOptions();
        AcnPruningOptions pruning = Pruning(data, AcnPruningCriterion.Magnitude);
        pruning.FineTuneOptions = other;
        var compression = new AcnCompressionOptions { AccuracyTolerance = 1, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = other };

        foreach (Action verb in new Action[] { () => Model.Prune(pruning), () => Model.Compress(data, compression) })
            Assert.Contains($"FineTuneOptions is {other.GetType().Name}; allowed: {Family.Options().GetType().Name}", Assert.Throws<ArgumentException>(verb).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_of_what_was_pruned_last()
    {
        using AcnTransformer all = Model.Prune(new AcnPruningOptions { Sparsity = 0.5, IncludeEmbedding = true });
        using AcnTransformer layers = all.Prune(new AcnPruningOptions { Sparsity = 0.9 });

        Assert.Equal(0.9, layers.Pruning!.SparsityReached, 0.002);
        Assert.All(layers.Pruning.Parts, part => Assert.StartsWith("layers.", part.Name, StringComparison.Ordinal));
        Assert.Contains(all.Pruning!.Parts, part => part.Name.StartsWith("embedding.", StringComparison.Ordinal));
    }

    [Fact]
    public void Pruned_weights_are_zero_at_the_ends_of_epochs_also_where_decay_has_another_aim()
    {
        AcnContinual option = AcnContinual.SynapticIntelligence();
        using AcnTransformer first = First(option);
        AcnPruningOptions options = Pruning(Earlier(), AcnPruningCriterion.Magnitude);
        (options.IncludeEmbedding, options.RampFraction, options.FineTuneOptions!.Continual) = (true, 0.3, option);

        using AcnTransformer pruned = first.Prune(Earlier(), options);

        Assert.Equal(0.5, pruned.Pruning!.SparsityReached, 0.002);
        Assert.Equal(2, pruned.Model.Continual!.Fits);
    }
}
