namespace Microsoft.ML.Acn.Persistence;

/// <summary>Says that there is a part with what a model keeps for later training. Part of <c>config.json</c>.</summary>
internal sealed record ContinualConfig
{
    public required ContinualKind Kind { get; init; }

    /// <summary>Runs that have added to it.</summary>
    public required int Fits { get; init; }

    /// <summary>SHA-256 of the part.</summary>
    public required string Sha256 { get; init; }

    /// <exception cref="FormatException">A value is out of range.</exception>
    public void Check()
    {
        if (!Enum.IsDefined(Kind))
            throw new FormatException($"continual.kind is {Kind}, which is none");
        ConfigCheck.Range(Fits, 1, int.MaxValue, "continual.fits");
    }
}
