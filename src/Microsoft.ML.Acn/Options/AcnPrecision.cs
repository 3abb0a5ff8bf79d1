namespace Microsoft.ML.Acn;

/// <summary>The number format of the products of layers, convolutions of images included. Weights, sums, norms and the loss are always 32-bit floats.</summary>
public enum AcnPrecision
{
    /// <summary>
    /// Measures a few matrix products (no convolutions) in both formats once per process and device, and takes <see cref="BFloat16"/>
    /// only where it is clearly faster (CPUs with AVX512-BF16 or AMX, recent GPUs).
    /// </summary>
    Auto = 0,

    /// <summary>32-bit floats throughout.</summary>
    Float32 = 1,

    /// <summary>bfloat16 products over 32-bit master weights while training. Scoring is always in 32 bits.</summary>
    BFloat16 = 2,
}
