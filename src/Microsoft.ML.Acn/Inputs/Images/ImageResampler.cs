using System.Numerics;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>
/// Scales pictures with a triangle filter: linear interpolation between pixels when enlarging, widened by the factor when reducing, so that
/// every pixel of the source counts. Plain arithmetic in a fixed order: the same bytes on every machine.
/// </summary>
internal static class ImageResampler
{
    /// <summary>Scales a picture until it just covers a size, and cuts off what stands out, evenly on both sides.</summary>
    /// <param name="source">Four bytes for each pixel, row by row, colours multiplied by the opacity.</param>
    /// <param name="size">The source's size.</param>
    /// <param name="target">The size to make.</param>
    public static byte[] Cover(ReadOnlySpan<byte> source, ImageSize size, ImageSize target)
    {
        byte[] result = new byte[4 * target.Height * target.Width];
        if (size == target)
        {
            source[..result.Length].CopyTo(result);
            return result;
        }
        double reduction = Math.Min((double)size.Height / target.Height, (double)size.Width / target.Width);
        Tap[] columns = Taps(size.Width, target.Width, reduction), rows = Taps(size.Height, target.Height, reduction);

        int first = rows[0].Start, last = rows[^1].End;
        var narrowed = new Vector4[(last - first) * target.Width];
        for (int y = first; y < last; y++)
        {
            ReadOnlySpan<byte> line = source.Slice(4 * y * size.Width, 4 * size.Width);
            for (int x = 0; x < columns.Length; x++)
                narrowed[((y - first) * target.Width) + x] = columns[x].Sum(line);
        }
        for (int y = 0; y < rows.Length; y++)
        {
            for (int x = 0; x < target.Width; x++)
            {
                Vector4 sum = Vector4.Zero;
                for (int i = rows[y].Start; i < rows[y].End; i++)
                    sum += narrowed[((i - first) * target.Width) + x] * rows[y].Weights[i - rows[y].Start];
                Write(sum, result.AsSpan(4 * ((y * target.Width) + x), 4));
            }
        }
        return result;
    }

    /// <summary>For each pixel of a side of the result, the pixels of the source's side that it is made of.</summary>
    /// <param name="source">Pixels of the source's side.</param>
    /// <param name="target">Pixels of the result's side.</param>
    /// <param name="reduction">Pixels of the source for each pixel of the result.</param>
    private static Tap[] Taps(int source, int target, double reduction)
    {
        double cut = (source - (target * reduction)) / 2;
        double radius = Math.Max(reduction, 1);
        var taps = new Tap[target];
        for (int i = 0; i < target; i++)
        {
            // Pixel n covers n to n + 1.
            double center = cut + ((i + 0.5) * reduction);
            int start = Math.Max((int)Math.Ceiling(center - radius - 0.5), 0), end = Math.Min((int)Math.Floor(center + radius - 0.5) + 1, source);
            double[] weights = [.. Enumerable.Range(start, end - start).Select(n => Math.Max(1 - (Math.Abs(n + 0.5 - center) / radius), 0))];
            double sum = weights.Sum();
            taps[i] = new Tap(start, [.. weights.Select(weight => (float)(weight / sum))]);
        }
        return taps;
    }

    private static void Write(Vector4 color, Span<byte> pixel)
    {
        for (int i = 0; i < 4; i++)
            pixel[i] = (byte)Math.Clamp(color[i] + 0.5f, 0f, 255f);
    }

    private readonly record struct Tap(int Start, float[] Weights)
    {
        public int End => Start + Weights.Length;

        public Vector4 Sum(ReadOnlySpan<byte> line)
        {
            Vector4 sum = Vector4.Zero;
            for (int i = 0; i < Weights.Length; i++)
            {
                int at = 4 * (Start + i);
                sum += new Vector4(line[at], line[at + 1], line[at + 2], line[at + 3]) * Weights[i];
            }
            return sum;
        }
    }
}
