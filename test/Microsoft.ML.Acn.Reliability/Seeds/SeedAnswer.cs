namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>What scoring adds to a <see cref="SeedRow"/>.</summary>
public sealed class SeedAnswer
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
