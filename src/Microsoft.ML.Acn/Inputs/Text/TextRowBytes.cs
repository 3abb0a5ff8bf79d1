using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>A row of words as bytes: for each its length in two bytes and its UTF-16 units, low bytes first; the mark between two texts, or of an empty one, is the length 0.</summary>
internal static class TextRowBytes
{
    private const int LengthBytes = sizeof(ushort);

    // As in the vocabulary of a model file: more than the splitter makes.
    private const int MaxWordLength = 1_024;

    public static byte[] Of(TextRowStore store, int row)
    {
        var bytes = new List<byte>();
        Span<byte> length = stackalloc byte[LengthBytes];
        foreach (int token in store.Tokens(row))
        {
            ReadOnlySpan<char> word = token == Lexicon.Boundary ? default : store.Lexicon.Word(token);
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)word.Length);
            bytes.AddRange(length);
            bytes.AddRange(MemoryMarshal.AsBytes(word));
        }
        return [.. bytes];
    }

    /// <exception cref="FormatException">It is no row of 1 to <paramref name="maxTokens"/> words.</exception>
    public static void AppendTo(TextRowStore store, ReadOnlySpan<byte> row, int maxTokens)
    {
        var tokens = new List<int>();
        while (!row.IsEmpty)
        {
            if (tokens.Count == maxTokens)
                throw new FormatException($"a text has more than {maxTokens} words");
            int length = row.Length < LengthBytes ? int.MaxValue : BinaryPrimitives.ReadUInt16LittleEndian(row);
            if (length > MaxWordLength || row.Length < LengthBytes + (length * sizeof(char)))
                throw new FormatException("a text has a word that does not end");
            tokens.Add(length == 0 ? Lexicon.Boundary : store.Lexicon.IdOf(MemoryMarshal.Cast<byte, char>(row.Slice(LengthBytes, length * sizeof(char)))));
            row = row[(LengthBytes + (length * sizeof(char)))..];
        }
        if (tokens.Count == 0)
            throw new FormatException("a text has no words");
        store.Append(tokens);
    }
}
