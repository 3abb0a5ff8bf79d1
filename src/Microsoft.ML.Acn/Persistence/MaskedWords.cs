using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The classes of a network that guesses masked words.</summary>
internal static class MaskedWords
{
    /// <summary>The first words of a vocabulary, which are its most frequent: the class of a word is its row of the embedding table.</summary>
    public static LabelValues Of(IReadOnlyList<string> vocabulary, int count)
        => LabelValues.Of(TextDataViewType.Instance, [.. vocabulary.Take(count).Select(word => word.AsMemory())]);
}
