using System.Numerics;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>The gradients of the rows of a table that a step touches.</summary>
/// <param name="Table">The table. (R, C)</param>
/// <param name="Rows">The touched rows, each once. (N)</param>
/// <param name="Values">Their gradients, row after row. (N * C) Valid until the step's end.</param>
internal sealed record RowGradients(Parameter Table, int[] Rows, Memory<float> Values)
{
    /// <summary>Carries the gradient of the sets' means or sums to their rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="bags">The sets, with the rows that they touch.</param>
    /// <param name="means">The gradient of what <see cref="RowMeans"/> made of them. (S, C)</param>
    /// <param name="values">Where it shall be. (N * C)</param>
    public static RowGradients Of(Parameter table, RowBags bags, Tensor means, Memory<float> values)
    {
        values.Span.Clear();
        var gradients = new RowGradients(table, bags.Touched!, values);
        using Tensor onCpu = means.cpu().contiguous();
        ReadOnlySpan<float> source = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(onCpu.bytes);
        int width = (int)table.shape[1];
        ReadOnlySpan<int> starts = bags.Starts.Span, positions = bags.Positions;
        ReadOnlySpan<float> factors = BatchArray<float>.SpanOf(bags.Factors);
        for (int set = 0; set < starts.Length - 1; set++)
        {
            int start = starts[set], end = starts[set + 1];
            ReadOnlySpan<float> gradient = source.Slice(set * width, width);
            float share = 1f / (end - start);
            for (int entry = start; entry < end; entry++)
                Add(gradients[positions[entry]], gradient, factors.IsEmpty ? share : factors[entry]);
        }
        return gradients;
    }

    /// <summary>The gradient of the row <c>Rows[position]</c>. (C)</summary>
    public Span<float> this[int position]
    {
        get
        {
            int width = Values.Length / Rows.Length;
            return Values.Span.Slice(position * width, width);
        }
    }

    /// <summary>The square of their Euclidean norm.</summary>
    public double SquaredNorm()
    {
        // Blocks of 32 bits, summed in 64: exact enough for clipping, and fast.
        ReadOnlySpan<float> values = Values.Span;
        double total = 0;
        int at = 0;
        for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            var part = new Vector<float>(values[at..]);
            total += Vector.Dot(part, part);
        }
        for (; at < values.Length; at++)
            total += (double)values[at] * values[at];
        return total;
    }

    /// <summary>Adds <paramref name="factor"/> times a vector.</summary>
    private static void Add(Span<float> sum, ReadOnlySpan<float> vector, float factor)
    {
        int at = 0;
        var factors = new Vector<float>(factor);
        for (; at <= sum.Length - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(sum[at..]) + (new Vector<float>(vector[at..]) * factors)).CopyTo(sum[at..]);
        for (; at < sum.Length; at++)
            sum[at] += vector[at] * factor;
    }
}
