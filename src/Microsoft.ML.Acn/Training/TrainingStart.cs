using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training.Pruning;

namespace Microsoft.ML.Acn.Training;

/// <summary>A model whose weights training begins with, in a copy.</summary>
/// <param name="Model">Not changed, and not to be disposed of during the run.</param>
internal sealed record TrainingStart(AcnModel Model)
{
    /// <summary>
    /// Whether the weights that training begins with compete with those after each epoch, and are the result as long as none is better. Needs validation
    /// rows that the model was not trained on, and early stopping.
    /// </summary>
    public bool Competes { get; init; }

    /// <summary>Whether the result is the same model still, with its columns and its early exit, and not another one that began with its weights.</summary>
    public bool IsSameModel { get; init; }

    /// <summary>For each class of the run its position among the model's classes, or -1 for a new one; null if the classes are the model's.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>What stays as it is, and how fast the rest learns.</summary>
    public AcnWarmStartOptions Trained { get; init; } = new();

    /// <summary>What is pruned meanwhile, or null for nothing. The weights that training begins with cannot compete then: they are not pruned.</summary>
    public PruningPlan? Pruning { get; init; }

    /// <summary>What the model keeps of its training, for the classes of the run; null if there is nothing, or it is not asked for.</summary>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public ContinualState? StateFor(AcnContinual? options)
    {
        if (ContinualState.MisfitOf(Model.Continual, options) is { } misfit)
            throw new ArgumentException($"The model does not fit: {misfit}.", nameof(options));
        return options is null ? null : Classes is null ? Model.Continual : Model.Continual?.ForClasses(Classes);
    }

    /// <summary>What is kept with the weights that training began with, where these are its result: of the same model all, as it is.</summary>
    public ContinualState? OwnState(AcnContinual? options) => IsSameModel ? Model.Continual : StateFor(options);

    /// <summary>Says that the weights that training began with are its result.</summary>
    public void TellThatItStays(AcnContinual? continual, TrainingContext context)
    {
        const string stay = "No epoch was better on the validation rows than the initial weights, which stay.";
        context.Info("No epoch was better on the validation rows than the weights that training began with: these are the result.");
        if (Classes is { } classes && classes.Contains(-1))
            context.Warn($"{stay} They have not learned the classes that are new.");
        if (continual is not null && Model.Continual is null)
            context.Warn($"{stay} Nothing is kept of them for {nameof(AcnOptions.Continual)}, as their own training kept nothing.");
    }

    /// <summary>A network of its own to be trained.</summary>
    /// <param name="device">Where it shall live.</param>
    /// <param name="seed">Seed of the starting weights of new classes.</param>
    public AcnNetwork Copy(TorchSharp.torch.Device device, int seed)
    {
        AcnNetwork network = Model.Network.Copy(device, Classes, seed);
        if (Trained.FreezeEmbedding)
            network.FreezeEmbedding();
        network.FreezeLayers(Trained.FrozenLayers);
        return network;
    }
}
