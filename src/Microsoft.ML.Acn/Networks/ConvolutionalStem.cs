using System.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// 3x3 convolutions that halve the image until a pixel is left of each patch, then one matrix product (Xiao et al. 2021, "Early Convolutions
/// Help Transformers See Better"; without batch norm, so that an image's tokens do not depend on the batch).
/// </summary>
/// <remarks>
/// The first convolution keeps the image's size, and so does one after each that halves it: on 20,000 pictures of 28 x 28 these add more
/// accuracy than six layers do. Channels double at each halving, up to the width: a patch of 4 pixels and a width of 128 make
/// 32, then 64 and 64 at half of the size, then 128 and 128 at a quarter of it.
/// </remarks>
internal sealed class ConvolutionalStem : ImageStem
{
    private const int MinChannels = 8;

    private readonly StemConvolution[] convolutions;
    private readonly LinearLayer proj;

    /// <param name="config">Shapes; patches of 2, 4, 8 or 16 pixels, which take 3, 5, 7 or 9 convolutions.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="init">Source of starting weights.</param>
    public ConvolutionalStem(PatchEmbeddingConfig config, int width, WeightInitializer init)
    {
        var plan = new List<StemConvolution>();
        int channels = config.Channels;
        int halvings = BitOperations.Log2((uint)config.PatchSize);
        for (int halved = 0; halved <= halvings; halved++)
        {
            int outputs = Math.Max(width >> (halvings - halved), MinChannels);
            if (halved > 0)
            {
                plan.Add(new StemConvolution(channels, outputs, stride: 2, init));
                channels = outputs;
            }
            plan.Add(new StemConvolution(channels, outputs, stride: 1, init));
            channels = outputs;
        }
        convolutions = Own(nameof(convolutions), plan);
        proj = Own(nameof(proj), new LinearLayer(init.Random(width, channels)));
    }

    /// <param name="pixels">(B, channels, H, W)</param>
    /// <returns>(B, T, C)</returns>
    public override Tensor Forward(Tensor pixels)
    {
        // libtorch convolves a small image that is alone in its batch by another kernel, with another rounding. With a copy of itself for
        // company it has the same result, to the bit, as in any batch.
        bool isAlone = pixels.shape[0] == 1 && !is_grad_enabled();
        Tensor x = isAlone ? cat([pixels, pixels], 0) : pixels;
        foreach (StemConvolution convolution in convolutions)
            x = convolution.Forward(x);
        return proj.Forward((isAlone ? x.narrow(0, 0, 1) : x).flatten(2).transpose(1, 2)); // (B, channels, rows, columns) to (B, T, channels)
    }
}
