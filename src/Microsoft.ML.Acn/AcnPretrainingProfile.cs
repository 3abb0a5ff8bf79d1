using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn;

/// <summary>How well a pre-trained network guesses the words of masked tokens, by depth, on rows that it was not trained on. Saved with it.</summary>
public sealed class AcnPretrainingProfile
{
    [JsonConstructor]
    internal AcnPretrainingProfile(int tokens, IReadOnlyList<AcnPretrainingResult> depths) => (Tokens, Depths) = (tokens, depths);

    /// <summary>Masked tokens that were guessed. 0 if there were no validation rows.</summary>
    public int Tokens { get; }

    /// <summary>The result of each depth, from no layers to all; empty if there were no validation rows.</summary>
    public IReadOnlyList<AcnPretrainingResult> Depths { get; }

    /// <summary>A table with a line for each depth, in the invariant culture.</summary>
    /// <returns>Lines separated by line feeds.</returns>
    public override string ToString()
    {
        if (Depths.Count == 0)
            return "not measured: there were no validation rows";
        var table = new StringBuilder("depth  masked accuracy  perplexity");
        foreach (AcnPretrainingResult depth in Depths)
            table.Append('\n').Append(CultureInfo.InvariantCulture, $"{depth.Depth,5}  {depth.Accuracy * 100,13:F2} %  {depth.Perplexity,10:F1}");
        return table.ToString();
    }
}
