using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Acn.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Means of sets of table rows. On a CPU a loop over the rows beats libtorch's gather, multiply and indexed add several times.</summary>
internal static class RowMeans
{
    /// <summary>How many rows ahead of the one in work the next are asked for.</summary>
    internal const int RowsAhead = 6;

    /// <param name="table">(R, C), 32 bits</param>
    /// <param name="bags">S sets; the mean of an empty one is zero.</param>
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
        (Tensor sets, Tensor shares) = Entries(bags, table.device);
        Tensor rows = table.index_select(0, tensor(bags.Rows, device: table.device)) * shares; // (N, C)
        return zeros([bags.Count, table.shape[1]], dtype: ScalarType.Float32, device: table.device)
            .PlusRowsInPlace(sets, rows)
            .MoveToOuterDisposeScope();
    }

    /// <summary>For each entry its set (N), and one over the size of that set (N, 1).</summary>
    internal static (Tensor Sets, Tensor Shares) Entries(RowBags bags, Device device)
    {
        long[] sets = new long[bags.Rows.Length];
        float[] shares = new float[bags.Rows.Length];
        for (int set = 0; set < bags.Count; set++)
        {
            int start = bags.Starts[set], length = bags.Starts[set + 1] - start;
            sets.AsSpan(start, length).Fill(set);
            shares.AsSpan(start, length).Fill(1f / length);
        }
        return (tensor(sets, device: device), tensor(shares, device: device).unsqueeze(1));
    }

    private static unsafe Tensor OnCpu(Tensor table, RowBags bags)
    {
        int width = (int)table.shape[1];
        float[] means = new float[checked(bags.Count * width)];
        float* rows = Pointer(table);
        for (int set = 0; set < bags.Count; set++)
        {
            int start = bags.Starts[set], end = bags.Starts[set + 1];
            Span<float> mean = means.AsSpan(set * width, width);
            for (int entry = start; entry < end; entry++)
            {
                if (entry + RowsAhead < bags.Rows.Length)
                    Prefetch(rows + ((long)bags.Rows[entry + RowsAhead] * width), width);
                Add(mean, new ReadOnlySpan<float>(rows + ((long)bags.Rows[entry] * width), width), 1f / (end - start));
            }
        }
        return tensor(means, [bags.Count, width]);
    }

    /// <summary>Adds <paramref name="factor"/> times a vector.</summary>
    internal static void Add(Span<float> sum, ReadOnlySpan<float> vector, float factor)
    {
        int at = 0;
        var factors = new Vector<float>(factor);
        for (; at <= sum.Length - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(sum[at..]) + (new Vector<float>(vector[at..]) * factors)).CopyTo(sum[at..]);
        for (; at < sum.Length; at++)
            sum[at] += vector[at] * factor;
    }

    /// <summary>Asks for a row of a large table before it is needed: the time to it is most of the time that it takes.</summary>
    internal static unsafe void Prefetch(float* row, int width)
    {
        const int numbersPerLine = 16;
        if (!Sse.IsSupported)
            return;
        for (int at = 0; at < width; at += numbersPerLine)
            Sse.Prefetch0(row + at);
    }

    /// <summary>The address of a contiguous CPU tensor's numbers. Taken from a slice, for a span cannot cover tables of over 2 GB.</summary>
    internal static unsafe float* Pointer(Tensor contiguous)
    {
        using Tensor first = contiguous.narrow(0, 0, 1);
        return (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
