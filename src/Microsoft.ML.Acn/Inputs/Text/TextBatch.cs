namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>A batch of B texts, padded to T tokens. Each distinct word and word pair of the batch is embedded once and then looked up by token.</summary>
internal sealed class TextBatch : InputBatch
{
    /// <summary>T, the tokens of the longest row.</summary>
    public required int Tokens { get; init; }

    /// <summary>Tokens of each row. (B)</summary>
    public required BatchArray<int> Lengths { get; init; }

    /// <summary>For each token the set of its word. (B*T)</summary>
    public required BatchArray<int> Words { get; init; }

    /// <summary>For each token the set of the pair that it forms with the token before it; null without a bigram table. (B*T)</summary>
    public required BatchArray<int>? Bigrams { get; init; }

    /// <summary>The tokens that are read out one by one (B*T), each with its class in <see cref="InputBatch.Targets"/>; null where rows are pooled. (N)</summary>
    public long[]? Chosen { get; init; }

    /// <summary>For each token 0 or, in a second text, 1; null unless rows are pairs. (B*T)</summary>
    public required BatchArray<int>? Segments { get; init; }

    public override void Dispose()
    {
        base.Dispose();
        Lengths.Dispose();
        Words.Dispose();
        Bigrams?.Dispose();
        Segments?.Dispose();
    }
}
