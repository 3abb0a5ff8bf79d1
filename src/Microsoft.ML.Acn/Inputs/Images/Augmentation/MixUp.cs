using System.Numerics;

namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>Mix-up (Zhang et al. 2018): a weighted mean of two images.</summary>
internal static class MixUp
{
    private const int One = 256;

    /// <summary>Blends an image with its partner, each value rounded to the nearest.</summary>
    /// <param name="own">The image. (C, H, W)</param>
    /// <param name="partner">The other. (C, H, W)</param>
    /// <param name="share">The weight of its own, 0 to 1.</param>
    /// <returns>The weight that was used: the nearest multiple of 1/256, for which 16 bits hold all products.</returns>
    public static float Blend(Span<byte> own, ReadOnlySpan<byte> partner, double share)
    {
        int weight = (int)Math.Round(share * One);
        int done = BlendVectors(own, partner, (ushort)weight);
        for (int i = done; i < own.Length; i++)
            own[i] = (byte)(((own[i] * weight) + (partner[i] * (One - weight)) + (One / 2)) >> 8);
        return (float)weight / One;
    }

    /// <returns>How many values, from the first, were blended.</returns>
    private static int BlendVectors(Span<byte> own, ReadOnlySpan<byte> partner, ushort weight)
    {
        int i = 0;
        for (; i <= own.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Span<byte> part = own.Slice(i, Vector<byte>.Count);
            Vector.Widen(new Vector<byte>(part), out Vector<ushort> ownLow, out Vector<ushort> ownHigh);
            Vector.Widen(new Vector<byte>(partner.Slice(i, Vector<byte>.Count)), out Vector<ushort> otherLow, out Vector<ushort> otherHigh);
            Vector.Narrow(Mean(ownLow, otherLow, weight), Mean(ownHigh, otherHigh, weight)).CopyTo(part);
        }
        return i;
    }

    private static Vector<ushort> Mean(Vector<ushort> own, Vector<ushort> other, ushort weight)
        => Vector.ShiftRightLogical((own * weight) + (other * (ushort)(One - weight)) + new Vector<ushort>(One / 2), 8);
}
