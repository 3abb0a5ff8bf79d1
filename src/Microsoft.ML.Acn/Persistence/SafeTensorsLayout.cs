namespace Microsoft.ML.Acn.Persistence;

/// <summary>Compares what a safetensors header says with the tensors that are expected.</summary>
internal static class SafeTensorsLayout
{
    /// <returns>The tensors in the order of their bytes.</returns>
    /// <exception cref="FormatException">A tensor is missing, unknown or of another shape, or the data have a gap or an overlap.</exception>
    public static IReadOnlyList<PlacedTensor> Check(IReadOnlyList<PlacedTensor> found, IReadOnlyList<TensorSpec> expected)
    {
        Dictionary<string, TensorSpec> byName = expected.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (PlacedTensor tensor in found)
        {
            if (!byName.Remove(tensor.Spec.Name, out TensorSpec? spec))
                throw new FormatException($"there is a tensor '{tensor.Spec.Name}', which this network does not have");
            CheckTensor(tensor, spec);
        }
        if (byName.Count > 0)
            throw new FormatException($"tensor '{byName.Keys.First()}' is missing");

        PlacedTensor[] ordered = [.. found.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End)];
        long end = 0;
        foreach (PlacedTensor tensor in ordered)
        {
            if (tensor.Begin != end)
                throw new FormatException($"the data of tensor '{tensor.Spec.Name}' begin at byte {tensor.Begin}, those before end at {end}");
            end = tensor.End;
        }
        return ordered;
    }

    private static void CheckTensor(PlacedTensor tensor, TensorSpec spec)
    {
        if (tensor.Spec.Type != spec.Type)
            throw new FormatException($"tensor '{spec.Name}' is of type '{tensor.Spec.Type}', not {spec.Type}");
        if (!tensor.Spec.Shape.AsSpan().SequenceEqual(spec.Shape))
            throw new FormatException($"tensor '{spec.Name}' has the shape ({Text(tensor.Spec.Shape)}), not ({Text(spec.Shape)})");
        // Both offsets are at least 0, so that the difference cannot overflow.
        if (tensor.End - tensor.Begin != spec.Bytes)
            throw new FormatException($"tensor '{spec.Name}' has {tensor.End - tensor.Begin} bytes of data, not {spec.Bytes}");
    }

    private static string Text(long[] shape) => string.Join(", ", shape);
}
