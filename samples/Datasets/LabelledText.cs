using System.Security.Cryptography;
using System.Text;

namespace Datasets;

/// <summary>A text and its class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Text">The text.</param>
public sealed record LabelledText(string Label, string Text)
{
    /// <summary>
    /// Drops all but the first of equal texts, so that no text is both trained on and tested with, and sorts by the SHA-256 of the text:
    /// as good as a shuffle, and the same everywhere whatever the order before.
    /// </summary>
    public static LabelledText[] DistinctInHashOrder(IEnumerable<LabelledText> texts)
        => [.. texts.DistinctBy(text => text.Text).OrderBy(text => Hash(text.Text), StringComparer.Ordinal)];

    /// <summary>A fixed random-looking string for a string.</summary>
    public static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
