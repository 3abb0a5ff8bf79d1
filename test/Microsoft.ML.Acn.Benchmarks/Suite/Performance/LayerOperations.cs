using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Floating-point operations of the matrix products of a network's layers on a batch; a multiplication and an addition are two.</summary>
/// <param name="Network">The network.</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Tokens">Tokens of each row, padding included.</param>
internal sealed record LayerOperations(NetworkConfig Network, int Rows, int Tokens)
{
    /// <summary>Products with the weights of a layer: rows, inputs, outputs.</summary>
    public IReadOnlyList<(int Rows, int Inputs, int Outputs)> Products => Network.Layer switch
    {
        TransformerLayerConfig layer => [(Rows * Tokens, Network.Width, 3 * Network.Width), (Rows * Tokens, Network.Width, Network.Width), (Rows * Tokens, Network.Width, layer.Hidden), (Rows * Tokens, layer.Hidden, Network.Width)],
        MixerLayerConfig layer => [(Rows * Network.Width, layer.Tokens, layer.TokenHidden), (Rows * Network.Width, layer.TokenHidden, layer.Tokens), (Rows * layer.Tokens, Network.Width, layer.Hidden), (Rows * layer.Tokens, layer.Hidden, Network.Width)],
        _ => throw new InvalidOperationException($"The products of {Network.Layer.GetType().Name} are not counted."),
    };

    /// <summary>All products of a forward pass, the last one of each layer made for every token; a training step has three times as many.</summary>
    public double Forward => 2.0 * Network.Layers * (Products.Sum(product => (double)product.Rows * product.Inputs * product.Outputs) + AttentionProducts);

    /// <summary>Those that are made to score the batch.</summary>
    public double Scoring => Forward - LeftOut(isTraining: false);

    // Queries with keys, and their weights with values.
    private double AttentionProducts => Network.Layer is TransformerLayerConfig ? 2.0 * Rows * Tokens * Tokens * Network.Width : 0;

    /// <summary>
    /// How many of a forward pass are left out because a layer's last product is made for means of tokens: in training of the last layer, for means
    /// instead of tokens; in scoring of every layer for means, and of all but the last for tokens too.
    /// </summary>
    public double LeftOut(bool isTraining)
    {
        (int rows, int inputs, int outputs) = Products[^1];
        return 2.0 * (rows - ((isTraining ? 1 : Network.Layers) * Rows)) * inputs * outputs;
    }
}
