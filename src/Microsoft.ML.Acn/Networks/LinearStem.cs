using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Cuts an image into patches and multiplies the pixels of each by one matrix.</summary>
internal sealed class LinearStem : ImageStem
{
    private readonly LinearLayer proj;
    private readonly PatchEmbeddingConfig _config;

    /// <param name="config">Shapes.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="init">Source of starting weights.</param>
    public LinearStem(PatchEmbeddingConfig config, int width, WeightInitializer init)
    {
        _config = config;
        proj = Own(nameof(proj), new LinearLayer(init.Random(width, (long)config.Channels * config.PatchSize * config.PatchSize)));
    }

    /// <param name="pixels">(B, channels, H, W)</param>
    /// <returns>(B, T, C)</returns>
    public override Tensor Forward(Tensor pixels) => proj.Forward(Patches(pixels, _config));

    /// <summary>The pixels of each patch, channel by channel and row by row. (B, T, channels * P * P)</summary>
    internal static Tensor Patches(Tensor pixels, PatchEmbeddingConfig config) => pixels
        .view(-1, config.Channels, config.PatchRows, config.PatchSize, config.PatchColumns, config.PatchSize)
        .permute(0, 2, 4, 1, 3, 5) // (B, rows, columns, channels, P, P)
        .reshape(pixels.shape[0], config.Tokens, (long)config.Channels * config.PatchSize * config.PatchSize);
}
