namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>JPEG files of even blocks of 8 x 8 pixels, in kinds that SkiaSharp does not write: CMYK, progressive, turned.</summary>
internal static class MadeUpJpeg
{
    // The usual table for the lightness: how many codes have 1, 2, ... bits, and the code of each number of bits of a value.
    private static readonly byte[] _codeCounts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
    private static readonly string[] _codes = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110"];

    /// <param name="blocks">The blocks, row by row, with the value of each component.</param>
    /// <param name="blocksWide">Blocks in a row.</param>
    /// <param name="isProgressive">Whether the file is progressive: the even part of all components first, then the rest of each.</param>
    /// <param name="orientation">The EXIF orientation, or 0 for none.</param>
    public static byte[] File(byte[][] blocks, int blocksWide, bool isProgressive = false, byte orientation = 0)
    {
        byte components = (byte)blocks[0].Length;
        int width = 8 * blocksWide, height = 8 * blocks.Length / blocksWide;
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        if (orientation > 0)
        {
            Segment(file, 0xE1,
            [
                .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0,
            ]);
        }
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]); // an even block's coefficient is 8 * (value - 128)
        IEnumerable<byte> parts = Enumerable.Range(1, components).SelectMany(number => new byte[] { (byte)number, 0x11, 0 });
        Segment(file, isProgressive ? (byte)0xC2 : (byte)0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, components, .. parts]);
        Segment(file, 0xC4, [0x00, .. _codeCounts, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]); // "no more coefficients" is the one code, 0
        IEnumerable<byte> tables = Enumerable.Range(1, components).SelectMany(number => new byte[] { (byte)number, 0x00 });
        Segment(file, 0xDA, [components, .. tables, 0, isProgressive ? (byte)0 : (byte)63, 0]);
        file.Write(Scan(blocks, isProgressive));
        for (byte number = 1; isProgressive && number <= components; number++)
        {
            Segment(file, 0xDA, [1, number, 0x00, 1, 63, 0]);
            file.Write(Pack(new string('0', blocks.Length)));
        }
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static void Segment(MemoryStream file, byte marker, byte[] content)
        => file.Write([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);

    private static byte[] Scan(byte[][] blocks, bool isProgressive)
    {
        string bits = "";
        int[] last = new int[blocks[0].Length];
        foreach (byte[] block in blocks)
        {
            for (int component = 0; component < block.Length; component++)
            {
                int value = block[component] - 128, difference = value - last[component];
                last[component] = value;
                int size = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
                bits += _codes[size];
                if (size > 0)
                    bits += Convert.ToString(difference < 0 ? difference + (1 << size) - 1 : difference, 2).PadLeft(size, '0');
                bits += isProgressive ? "" : "0";
            }
        }
        return Pack(bits);
    }

    private static byte[] Pack(string bits)
    {
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        return [.. bits.Chunk(8).Select(chunk => Convert.ToByte(new string(chunk), 2)).SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [value])];
    }
}
