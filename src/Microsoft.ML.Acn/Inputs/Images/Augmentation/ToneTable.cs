namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>Colour operations that give equal values an equal result: a table of 256 bytes, and its use.</summary>
internal static class ToneTable
{
    /// <summary>Keeps the highest bits of a value.</summary>
    public static void Posterize(Span<byte> table, int bits)
    {
        int mask = 0xFF << (8 - bits);
        for (int value = 0; value < 256; value++)
            table[value] = (byte)(value & mask);
    }

    /// <summary>Inverts the values from the threshold up.</summary>
    public static void Solarize(Span<byte> table, double threshold)
    {
        for (int value = 0; value < 256; value++)
            table[value] = (byte)(value >= threshold ? 255 - value : value);
    }

    /// <summary>Multiplies a value's distance from a centre: brightness about black, contrast about the mean.</summary>
    public static void Scale(Span<byte> table, double center, double factor)
    {
        for (int value = 0; value < 256; value++)
            table[value] = (byte)Math.Clamp(Math.Round(center + ((value - center) * factor)), 0, 255);
    }

    /// <summary>Stretches the values of a channel to 0 to 255. A channel of one value stays.</summary>
    public static void AutoContrast(Span<byte> table, ReadOnlySpan<byte> channel)
    {
        int min = 255, max = 0;
        foreach (byte value in channel)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        double factor = min < max ? 255.0 / (max - min) : 1;
        int origin = min < max ? min : 0;
        for (int value = 0; value < 256; value++)
            table[value] = (byte)Math.Clamp(Math.Round((value - origin) * factor), 0, 255);
    }

    /// <summary>
    /// Spreads the values of a channel so that each range of results is about as frequent as any other (histogram equalization): the share of
    /// pixels that are as dark or darker, counted from the darkest. A channel of one value stays.
    /// </summary>
    public static void Equalize(Span<byte> table, ReadOnlySpan<byte> channel)
    {
        Span<int> counts = stackalloc int[256];
        foreach (byte value in channel)
            counts[value]++;
        int darkest = counts.IndexOfAnyExcept(0);
        int others = channel.Length - counts[darkest];
        int below = -counts[darkest];
        for (int value = 0; value < 256; value++)
        {
            below += counts[value];
            table[value] = others == 0 ? (byte)value : (byte)Math.Round(255.0 * Math.Max(below, 0) / others);
        }
    }

    /// <summary>Replaces every value by its entry.</summary>
    public static void Apply(ReadOnlySpan<byte> table, Span<byte> values)
    {
        table = table[..256];
        for (int i = 0; i < values.Length; i++)
            values[i] = table[values[i]];
    }
}
