using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The name and shape of a 32-bit float tensor that a safetensors file holds, or has to hold.</summary>
internal sealed record TensorSpec(string Name, long[] Shape)
{
    /// <summary>The name of 32-bit floats in the format, the only type that is used.</summary>
    public const string DType = "F32";

    /// <summary>Size of the data.</summary>
    public long Bytes
    {
        get
        {
            long bytes = sizeof(float);
            foreach (long length in Shape)
                bytes = checked(bytes * length);
            return bytes;
        }
    }

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
