using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Inputs.Vectors;

/// <summary>Stores and numbers of vectors.</summary>
internal static class TestVectors
{
    public static VBuffer<float> Dense(params float[] values) => new(values.Length, values);

    public static VBuffer<float> Sparse(int length, params (int Slot, float Value)[] entries)
        => new(length, entries.Length, [.. entries.Select(entry => entry.Value)], [.. entries.Select(entry => entry.Slot)]);

    /// <summary>The same numbers with as few as possible in the buffer.</summary>
    public static VBuffer<float> AsSparse(float[] values)
        => Sparse(values.Length, [.. values.Select((value, slot) => (slot, value)).Where(entry => entry.value != 0)]);

    public static VectorRowStore Store(params VBuffer<float>[] rows)
    {
        var store = new VectorRowStore();
        foreach (VBuffer<float> row in rows)
            store.Append(row);
        return store;
    }

    public static float[] Numbers(this VectorRowStore store, int row)
    {
        float[] numbers = new float[store.Features];
        VectorRow stored = store[row];
        for (int i = 0; i < stored.Values.Length; i++)
            numbers[stored.SlotOf(i)] = stored.Values[i];
        return numbers;
    }

    /// <summary>Rows of random numbers, of which many are zero.</summary>
    public static float[][] Random(int rows, int features, double density, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, features)
            .Select(_ => random.NextDouble() < density ? (random.NextSingle() * 4) - 2 : 0).ToArray())];
    }
}
