using System.Text;

namespace Microsoft.ML.Acn.Reliability.Mutation;

/// <summary>Changes of bytes by somebody who knows nothing of what they mean: flip, cut, insert, splice, repeat.</summary>
internal static class ByteMutator
{
    // Digits and the signs of JSON meet more checks than bytes at random.
    private static readonly byte[] _signs = Encoding.ASCII.GetBytes("0123456789-.eE\"\\{}[],: tn");

    private static readonly byte[] _extremes = [0, 1, 0x7f, 0x80, 0xff];

    /// <summary>A changed copy.</summary>
    /// <param name="bytes">What is changed.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Mutate(byte[] bytes, Random random)
    {
        var changed = new List<byte>(bytes);
        int changes = random.Next(1, 4);
        for (int i = 0; i < changes && changed.Count > 0; i++)
            Change(changed, random);
        return [.. changed];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        // Beginnings say what follows.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 400) : bytes.Count);
        int length = Math.Min(random.Next(1, 12), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = _signs[random.Next(_signs.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                break;
            case 5:
                byte extreme = _extremes[random.Next(_extremes.Length)];
                for (int i = 0; i < length; i++)
                    bytes[at + i] = extreme;
                break;
            case 6:
                Splice(bytes, at, random);
                break;
            case 7:
                byte[] piece = [.. bytes.GetRange(at, length)];
                for (int i = random.Next(1, 40); i > 0; i--)
                    bytes.InsertRange(at, piece);
                break;
            default:
                if (random.Next(8) == 0)
                    bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    /// <summary>A long piece from elsewhere in place of what is here.</summary>
    private static void Splice(List<byte> bytes, int at, Random random)
    {
        int from = random.Next(bytes.Count), length = random.Next(1, Math.Min(bytes.Count - from, 512) + 1);
        byte[] piece = [.. bytes.GetRange(from, length)];
        bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
        bytes.InsertRange(at, piece);
    }
}
