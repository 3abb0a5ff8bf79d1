namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>A batch of B vectors: as numbers, or as sets of table rows with factors (<see cref="InputBatch.Bags"/>), one set for each vector.</summary>
internal sealed class VectorBatch : InputBatch
{
    /// <summary>Scaled numbers, row after row; null in a sparse batch. (B*F)</summary>
    public required BatchArray<float>? Values { get; init; }

    public override void Dispose()
    {
        base.Dispose();
        Values?.Dispose();
    }
}
