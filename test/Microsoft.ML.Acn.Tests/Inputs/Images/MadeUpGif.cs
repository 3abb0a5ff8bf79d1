namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>Animated GIF files of four colours.</summary>
internal static class MadeUpGif
{
    /// <param name="width">Pixels of a line.</param>
    /// <param name="palette">Red, green and blue of the four colours.</param>
    /// <param name="frames">The colour of each pixel, 0 to 3, of each picture.</param>
    public static byte[] File(int width, byte[] palette, params byte[][] frames)
    {
        byte wide = (byte)width, high = (byte)(frames[0].Length / width);
        using var file = new MemoryStream();
        file.Write([.. "GIF89a"u8, wide, 0, high, 0, 0x91, 0, 0, .. palette]);
        foreach (byte[] frame in frames)
        {
            file.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0]); // a tenth of a second
            byte[] data = Compress(frame);
            file.Write([0x2C, 0, 0, 0, 0, wide, 0, high, 0, 0, 2, (byte)data.Length, .. data, 0]);
        }
        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>Starts the dictionary over before it grows, so that all codes have three bits.</summary>
    private static byte[] Compress(byte[] pixels)
    {
        const int Clear = 4, End = 5;
        List<int> codes = [.. pixels.Chunk(2).SelectMany(pair => pair.Select(pixel => (int)pixel).Prepend(Clear)), End];
        byte[] bytes = new byte[((3 * codes.Count) + 7) / 8];
        for (int bit = 0; bit < 3 * codes.Count; bit++)
            bytes[bit / 8] |= (byte)(((codes[bit / 3] >> (bit % 3)) & 1) << (bit % 8));
        return bytes;
    }
}
