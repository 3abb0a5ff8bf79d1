using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The name and shape of a tensor that a safetensors file holds, or has to hold.</summary>
internal sealed record TensorSpec(string Name, long[] Shape)
{
    /// <summary>The name of 32-bit floats in the format, the only type of weights.</summary>
    public const string DType = "F32";

    /// <summary>The name of bytes in the format, the type of bitmaps.</summary>
    public const string Bytes8 = "U8";

    /// <summary>The type of its numbers.</summary>
    public string Type { get; init; } = DType;

    /// <summary>How many numbers it has.</summary>
    public long Numbers => Shape.Aggregate(1L, (product, length) => checked(product * length));

    /// <summary>Size of the data.</summary>
    public long Bytes => checked(Numbers * (Type == Bytes8 ? sizeof(byte) : sizeof(float)));

    /// <summary>Names and shapes of weights; those of a network on the <c>meta</c> device will do.</summary>
    public static TensorSpec[] Of(IEnumerable<(string Name, Tensor Tensor)> weights)
        => [.. weights.Select(weight => weight.Tensor.dtype == ScalarType.Float32
            ? new TensorSpec(weight.Name, weight.Tensor.shape)
            : throw new NotSupportedException($"Weight '{weight.Name}' is of type {weight.Tensor.dtype}; only Float32 is saved."))];
}

/// <summary>A tensor's place in the data of a file.</summary>
/// <param name="Spec">The tensor.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal readonly record struct PlacedTensor(TensorSpec Spec, long Begin, long End);
