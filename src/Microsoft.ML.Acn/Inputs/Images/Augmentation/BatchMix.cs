namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>
/// Blends each image of a batch with another one of it, by mix-up or by CutMix; with both on, the whole batch takes one of them, either as often.
/// Partners are a random permutation, so every image is the partner of exactly one (now and then of itself); shares and boxes are drawn per image.
/// </summary>
/// <param name="mixUpAlpha">The parameter of mix-up's Beta distribution; 0 is off.</param>
/// <param name="cutMixAlpha">The parameter of CutMix's Beta distribution; 0 is off.</param>
/// <param name="shape">The shape of every image.</param>
internal sealed class BatchMix(double mixUpAlpha, double cutMixAlpha, ImageShape shape)
{
    // As the images were before any of them was blended.
    private byte[] _before = [];

    /// <param name="pixels">The images. (count, C, H, W)</param>
    /// <param name="count">Images.</param>
    /// <param name="seed">The seed of the batch.</param>
    public RowMix? Apply(Span<byte> pixels, int count, long seed)
    {
        if (mixUpAlpha == 0 && cutMixAlpha == 0)
            return null;
        var batch = new ImageRandom(seed, -1);
        bool isCutMix = cutMixAlpha > 0 && (mixUpAlpha == 0 || batch.Chance(0.5));
        int[] partners = Permutation(count, ref batch);
        float[] ownShares = new float[count];
        ReadOnlySpan<byte> before = Copy(pixels);
        for (int i = 0; i < count; i++)
        {
            var random = new ImageRandom(seed, i);
            Span<byte> own = pixels.Slice(i * shape.Bytes, shape.Bytes);
            ReadOnlySpan<byte> partner = before.Slice(partners[i] * shape.Bytes, shape.Bytes);
            double share = BetaDistribution.Draw(isCutMix ? cutMixAlpha : mixUpAlpha, ref random);
            ownShares[i] = isCutMix
                ? CutMix.Paste(own, partner, shape, CutMix.Draw(shape, share, ref random))
                : MixUp.Blend(own, partner, share);
        }
        return new RowMix(partners, ownShares);
    }

    private ReadOnlySpan<byte> Copy(ReadOnlySpan<byte> pixels)
    {
        if (_before.Length < pixels.Length)
            _before = new byte[pixels.Length];
        pixels.CopyTo(_before);
        return _before.AsSpan(0, pixels.Length);
    }

    /// <summary>A random order of 0 to count - 1 (Fisher and Yates).</summary>
    private static int[] Permutation(int count, ref ImageRandom random)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            int other = random.Next(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
