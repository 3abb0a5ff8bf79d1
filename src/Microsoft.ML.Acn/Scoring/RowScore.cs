namespace Microsoft.ML.Acn.Scoring;

/// <summary>What the network says of a row.</summary>
/// <param name="numbers">Probabilities (K), or features (C); NaN for an image that cannot be read.</param>
/// <param name="exitDepth">The depth that they are from.</param>
internal readonly ref struct RowScore(ReadOnlySpan<float> numbers, int exitDepth)
{
    /// <summary>The depth of a row that never was in the network.</summary>
    public const int NoDepth = -1;

    public ReadOnlySpan<float> Numbers { get; } = numbers;

    public int ExitDepth { get; } = exitDepth;
}
