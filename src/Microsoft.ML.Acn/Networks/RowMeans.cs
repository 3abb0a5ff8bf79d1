using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Acn.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Means, or sums with factors, of sets of table rows. On a CPU a loop over the rows beats libtorch's gather, multiply and indexed add several times.</summary>
internal static class RowMeans
{
    /// <param name="table">(R, C), 32 bits</param>
    /// <param name="bags">S sets; an empty one gives zero.</param>
    /// <returns>(S, C)</returns>
    public static Tensor Of(Tensor table, RowBags bags)
    {
        using var _ = no_grad();
        return table.device_type == DeviceType.CPU ? OnCpu(table, bags) : OnDevice(table, bags);
    }

    /// <summary>The same by tensor operations, for any device.</summary>
    internal static Tensor OnDevice(Tensor table, RowBags bags)
    {
        using var scope = NewDisposeScope();
        (Tensor sets, Tensor factors) = Entries(bags, table.device);
        Tensor rows = table.index_select(0, HostNumbers.ToTensor<int>(bags.Rows.Span, [bags.Rows.Length], table.device)) * factors; // (N, C)
        return zeros([bags.Count, table.shape[1]], dtype: ScalarType.Float32, device: table.device)
            .PlusRowsInPlace(sets, rows)
            .MoveToOuterDisposeScope();
    }

    /// <summary>For each entry its set (N), and its factor or one over the size of its set (N, 1).</summary>
    internal static (Tensor Sets, Tensor Factors) Entries(RowBags bags, Device device)
    {
        long[] sets = new long[bags.Rows.Length];
        float[] factors = bags.Factors?.Span.ToArray() ?? new float[bags.Rows.Length];
        for (int set = 0; set < bags.Count; set++)
        {
            int start = bags.Starts[set], length = bags.Starts[set + 1] - start;
            sets.AsSpan(start, length).Fill(set);
            if (bags.Factors is null)
                factors.AsSpan(start, length).Fill(1f / length);
        }
        return (tensor(sets, device: device), tensor(factors, device: device).unsqueeze(1));
    }

    private static unsafe Tensor OnCpu(Tensor table, RowBags bags)
    {
        int width = (int)table.shape[1];
        // Summed up where they are to be: an array of this size, for every batch, would be garbage of kilobytes for each row.
        Tensor means = empty([bags.Count, width], dtype: ScalarType.Float32);
        float* rows = HostNumbers.Pointer(table), sums = HostNumbers.Pointer(means);
        ReadOnlySpan<int> starts = bags.Starts.Span, rowOfEntry = bags.Rows.Span;
        ReadOnlySpan<float> factors = BatchArray<float>.SpanOf(bags.Factors);
        for (int set = 0; set < starts.Length - 1; set++)
        {
            int start = starts[set], length = starts[set + 1] - start;
            Sum(rows, width, rowOfEntry.Slice(start, length), factors.IsEmpty ? default : factors.Slice(start, length), sums + ((long)set * width));
        }
        return means;
    }

    /// <summary>Writes the sum of some rows, each times its factor, or times one over their number where there are no factors.</summary>
    /// <remarks>Some features of all rows, and then the next: their sums stay in registers. With all features of a row, and then the next row, each sum would be read and written for each row, which takes three times as long with 128 features.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Sum(float* table, int width, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum)
    {
        float share = 1f / rows.Length;
        int lanes = Vector<float>.Count, at = 0;
        for (; at <= width - (4 * lanes); at += 4 * lanes)
        {
            Vector<float> first = Vector<float>.Zero, second = first, third = first, fourth = first;
            for (int entry = 0; entry < rows.Length; entry++)
            {
                float* row = table + ((long)rows[entry] * width) + at;
                var factor = new Vector<float>(factors.IsEmpty ? share : factors[entry]);
                first += Vector.Load(row) * factor;
                second += Vector.Load(row + lanes) * factor;
                third += Vector.Load(row + (2 * lanes)) * factor;
                fourth += Vector.Load(row + (3 * lanes)) * factor;
            }
            first.Store(sum + at);
            second.Store(sum + at + lanes);
            third.Store(sum + at + (2 * lanes));
            fourth.Store(sum + at + (3 * lanes));
        }
        for (; at <= width - lanes; at += lanes)
        {
            Vector<float> one = Vector<float>.Zero;
            for (int entry = 0; entry < rows.Length; entry++)
                one += Vector.Load(table + ((long)rows[entry] * width) + at) * new Vector<float>(factors.IsEmpty ? share : factors[entry]);
            one.Store(sum + at);
        }
        for (; at < width; at++)
        {
            float one = 0;
            for (int entry = 0; entry < rows.Length; entry++)
                one += table[((long)rows[entry] * width) + at] * (factors.IsEmpty ? share : factors[entry]);
            sum[at] = one;
        }
    }
}
