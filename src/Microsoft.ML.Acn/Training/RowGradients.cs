using System.Numerics;
using TorchSharp.Modules;

namespace Microsoft.ML.Acn.Training;

/// <summary>The gradients of the rows of a table that a step touches.</summary>
/// <param name="Table">The table. (R, C)</param>
/// <param name="Rows">The touched rows, each once. (N)</param>
/// <param name="Values">Their gradients, row after row. (N * C) Valid until the step's end.</param>
internal sealed record RowGradients(Parameter Table, int[] Rows, Memory<float> Values)
{
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
}
