namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Tensors with many zeros as two: <c>NAME.bitmap</c>, with a bit for each number that says whether it is there, and <c>NAME.values</c>, with those that
/// are. Only in files of networks whose weights were pruned.
/// </summary>
internal static class CompactTensors
{
    public const string BitmapSuffix = ".bitmap";
    public const string ValuesSuffix = ".values";

    // Two more entries of the header must not cost more than the zeros do.
    private const long LeastGain = 256;

    /// <summary>Bytes of the bitmap of so many numbers: whole words of 64 bits, so that the numbers of tensors behind it lie as they should.</summary>
    public static long BitmapBytes(long numbers) => (numbers + 63) / 64 * sizeof(ulong);

    /// <summary>A tensor as it is stored: as it is, or as two if they are smaller.</summary>
    /// <param name="dense">The tensor.</param>
    /// <param name="nonZeros">How many of its numbers are not zero.</param>
    public static TensorSpec[] Stored(TensorSpec dense, long nonZeros)
    {
        TensorSpec[] two = Two(dense, nonZeros);
        return two.Sum(spec => spec.Bytes) + LeastGain < dense.Bytes && BitmapBytes(dense.Numbers) <= Array.MaxLength ? two : [dense];
    }

    /// <summary>What a file has to hold that has some of the tensors as two.</summary>
    /// <param name="found">What its header says.</param>
    /// <param name="expected">All tensors.</param>
    /// <exception cref="FormatException">A tensor has more numbers than there is room for.</exception>
    public static TensorSpec[] Expected(IReadOnlyList<PlacedTensor> found, IReadOnlyList<TensorSpec> expected)
    {
        Dictionary<string, TensorSpec> byName = found.ToDictionary(tensor => tensor.Spec.Name, tensor => tensor.Spec, StringComparer.Ordinal);
        return [.. expected.SelectMany(dense => byName.TryGetValue(dense.Name + ValuesSuffix, out TensorSpec? values) ? Two(dense, CountOf(values, dense)) : [dense])];
    }

    private static long CountOf(TensorSpec values, TensorSpec dense)
    {
        if (values.Shape is not [long count] || count > dense.Numbers)
            throw new FormatException($"tensor '{values.Name}' has the shape ({string.Join(", ", values.Shape)}), where one length from 0 to {dense.Numbers} is allowed");
        if (BitmapBytes(dense.Numbers) > Array.MaxLength)
            throw new FormatException($"tensor '{dense.Name}' is too large for a bitmap");
        return count;
    }

    private static TensorSpec[] Two(TensorSpec dense, long nonZeros) =>
    [
        new TensorSpec(dense.Name + BitmapSuffix, [BitmapBytes(dense.Numbers)]) { Type = TensorSpec.Bytes8 },
        new TensorSpec(dense.Name + ValuesSuffix, [nonZeros]),
    ];
}
