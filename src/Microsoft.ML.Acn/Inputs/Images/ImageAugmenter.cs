using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Changes the images of a batch at random, in place. Reuses its buffers, so it belongs to one thread at a time.</summary>
/// <remarks>
/// Every batch draws two seeds from the source. Each image has a stream of random numbers of its own from them, so that how many numbers
/// one image uses changes neither the other images nor the batches that follow.
/// </remarks>
/// <param name="options">Valid options.</param>
/// <param name="shape">The shape of every image.</param>
/// <param name="random">The source of the seeds.</param>
internal sealed class ImageAugmenter(AcnImageAugmentation options, ImageShape shape, Random random)
{
    private readonly PaddedCrop _crop = new(options.CropPadding, shape);
    private readonly RandomOperations _operations = new(options.Magnitude, shape);
    private readonly RandomErasing _erasing = new(options.ErasingArea, shape);
    private readonly BatchMix _mix = new(options.MixUpAlpha, options.CutMixAlpha, shape);

    /// <summary>Changes images in place.</summary>
    /// <param name="pixels">The images one after the other. (count, C, H, W)</param>
    /// <param name="count">Images.</param>
    /// <returns>Which images were blended with which, or null if mix-up and CutMix are both off.</returns>
    public RowMix? Apply(Span<byte> pixels, int count)
    {
        long imageSeed = random.NextInt64(), mixSeed = random.NextInt64();
        for (int i = 0; i < count; i++)
        {
            var own = new ImageRandom(imageSeed, i);
            Change(pixels.Slice(i * shape.Bytes, shape.Bytes), ref own);
        }
        return _mix.Apply(pixels[..(count * shape.Bytes)], count, mixSeed);
    }

    private void Change(Span<byte> image, ref ImageRandom own)
    {
        if (own.Chance(options.HorizontalFlip))
            HorizontalFlip.Apply(image, shape.Width);
        _crop.Apply(image, ref own);
        for (int i = 0; i < options.Operations; i++)
            _operations.Apply(image, ref own);
        if (own.Chance(options.ErasingProbability))
            _erasing.Apply(image, ref own);
    }
}
