using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) for an embedding table of which a step touches only some rows: the cost of a step depends on those
/// rows, not on the table.
/// </summary>
/// <remarks>
/// Moments of untouched rows stand still, as in PyTorch's SparseAdam. Decoupled decay does not: a row that was not touched for n steps is
/// decayed n times when it is next read (<see cref="CatchUp"/>), and all rows are before the table is evaluated, copied or saved
/// (<see cref="DecayAll"/>). The running sum of <c>log(1 - learning rate * decay)</c> makes that one product per row.
/// </remarks>
internal sealed class RowAdam : IDisposable
{
    private readonly Parameter _table;
    // The mean and the square of a row lie side by side: a row that is not in the cache is fetched once, not twice. (R, 2 C)
    private readonly Tensor _moments;
    private readonly double[] _decayedUpTo;
    private readonly double _weightDecay;
    private readonly int _width;
    private float[] _gradients = [];
    private double _logDecay;
    private long _steps;

    /// <param name="table">(R, C); changed in place.</param>
    /// <param name="weightDecay">Decoupled decay, times the learning rate of each step.</param>
    public RowAdam(Parameter table, double weightDecay)
    {
        _table = table;
        _weightDecay = weightDecay;
        _width = (int)table.shape[1];
        using var _ = no_grad();
        _moments = LargeTable.Zeros(CPU, table.shape[0], 2 * _width).DetachFromDisposeScope();
        _decayedUpTo = new double[table.shape[0]];
    }

    /// <summary>Makes up for the decay that the rows missed, before they are read.</summary>
    public void CatchUp(int[] rows)
    {
        using var rowsOf = new TableRows(_table, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            double missed = _logDecay - _decayedUpTo[rows[i]];
            if (missed == 0)
                continue;
            _decayedUpTo[rows[i]] = _logDecay;
            Scale(rowsOf[i], (float)Math.Exp(missed));
        }
    }

    /// <summary>Carries the gradient of the sets' means or sums to their rows.</summary>
    /// <param name="bags">The sets.</param>
    /// <param name="means">The gradient of what <see cref="RowMeans"/> made of them. (S, C)</param>
    /// <returns>The gradient of each touched row, which may be changed until <see cref="Step"/>.</returns>
    public RowGradients Accumulate(RowBags bags, Tensor means)
    {
        int[] touched = bags.Touched!;
        int size = touched.Length * _width;
        if (_gradients.Length < size)
            _gradients = new float[size + (size / 2)];
        Array.Clear(_gradients, 0, size);
        using Tensor onCpu = means.cpu().contiguous();
        ReadOnlySpan<float> source = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(onCpu.bytes);
        for (int set = 0; set < bags.Count; set++)
        {
            int start = bags.Starts[set], end = bags.Starts[set + 1];
            ReadOnlySpan<float> gradient = source.Slice(set * _width, _width);
            float share = 1f / (end - start);
            for (int entry = start; entry < end; entry++)
                RowMeans.Add(Gradient(bags.Positions![entry]), gradient, bags.Factors?[entry] ?? share);
        }
        return new RowGradients(_table, touched, _gradients.AsMemory(0, size));
    }

    /// <summary>Updates the rows from the gradient that <see cref="Accumulate"/> left.</summary>
    /// <param name="rows">The touched rows.</param>
    /// <param name="learningRate">This step's.</param>
    /// <param name="factor">What the gradient is scaled by, for clipping.</param>
    public void Step(int[] rows, double learningRate, double factor)
    {
        _steps++;
        double logDecay = Math.Log(Math.Max(1 - (learningRate * _weightDecay), 1e-30));
        _logDecay += logDecay;
        AdamRule rule = AdamRule.At(_steps, learningRate, Math.Exp(logDecay), factor);
        using var weights = new TableRows(_table, rows);
        using var moments = new TableRows(_moments, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> moment = moments[i];
            rule.Apply(weights[i], moment[.._width], moment[_width..], Gradient(i));
            _decayedUpTo[rows[i]] = _logDecay;
        }
    }

    /// <summary>Makes up for the decay of all rows: the table is then as if every row had been decayed at every step.</summary>
    public void DecayAll()
    {
        using var _ = no_grad();
        using Tensor factors = tensor(Array.ConvertAll(_decayedUpTo, upTo => (float)Math.Exp(_logDecay - upTo)), device: _table.device).unsqueeze_(1);
        _table.mul_(factors);
        Array.Fill(_decayedUpTo, _logDecay);
    }

    public void Dispose() => _moments.Dispose();

    private Span<float> Gradient(int position) => _gradients.AsSpan(position * _width, _width);

    private static void Scale(Span<float> row, float factor)
    {
        for (int at = 0; at < row.Length; at++)
            row[at] *= factor;
    }
}
