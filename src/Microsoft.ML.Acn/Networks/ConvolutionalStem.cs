using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Convolutions that halve the image until a pixel is left of each patch, with GELU after each, then one matrix product (Xiao et al. 2021,
/// "Early Convolutions Help Transformers See Better"; without batch norm, so that an image's tokens do not depend on the batch).
/// </summary>
internal sealed class ConvolutionalStem : nn.Module<Tensor, Tensor>
{
    private const int MinChannels = 8;

    private readonly ModuleList<HalvingConvolution> convolutions;
    private readonly LinearLayer proj;

    /// <param name="config">Shapes; patches of 2, 4, 8 or 16 pixels, which take 1 to 4 convolutions.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="init">Source of starting weights.</param>
    public ConvolutionalStem(PatchEmbeddingConfig config, int width, WeightInitializer init)
        : base(nameof(ConvolutionalStem))
    {
        int[] channels = [config.Channels, .. ChannelPlan(width, BitOperations.Log2((uint)config.PatchSize))];
        convolutions = new ModuleList<HalvingConvolution>([.. channels.Skip(1).Select((outputs, step) => new HalvingConvolution(channels[step], outputs, init))]);
        proj = new LinearLayer(init.Random(width, channels[^1]));
        RegisterComponents();
    }

    /// <param name="pixels">(B, channels, H, W)</param>
    /// <returns>(B, T, C)</returns>
    public override Tensor forward(Tensor pixels)
    {
        // libtorch convolves a small image that is alone in its batch by another kernel, with another rounding. With a copy of itself for
        // company it has the same result, to the bit, as in any batch.
        bool isAlone = pixels.shape[0] == 1 && !is_grad_enabled();
        Tensor x = isAlone ? cat([pixels, pixels], 0) : pixels;
        foreach (HalvingConvolution convolution in convolutions)
            x = nn.functional.gelu(convolution.call(x));
        return proj.call((isAlone ? x.narrow(0, 0, 1) : x).flatten(2).transpose(1, 2)); // (B, channels, rows, columns) to (B, T, channels)
    }

    /// <summary>Channels after each convolution: doubled each time, up to the width, since the image has a quarter of the pixels each time.</summary>
    private static IEnumerable<int> ChannelPlan(int width, int steps)
        => Enumerable.Range(1, steps).Select(step => Math.Max(width >> (steps - step), MinChannels));
}
