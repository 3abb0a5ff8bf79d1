namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Pruning of models that keep something for later training.</summary>
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
}
