using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
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
/// (<see cref="DecayAll"/>). With an anchor it is the distance from that which shrinks, and a row that is never touched stays there to the bit. The running sum of <c>log(1 - learning rate * decay)</c> makes that one product per row.
/// </remarks>
internal sealed class RowAdam : IDisposable
{
    private readonly Parameter _table;
    private readonly Tensor? _anchor;
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
    /// <param name="anchor">What rows decay to; null for zero. (R, C) Not owned.</param>
    public RowAdam(Parameter table, double weightDecay, Tensor? anchor = null)
    {
        _table = table;
        _anchor = anchor;
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
        using var anchors = new TableRows(_anchor ?? _table, rows, isReadOnly: true);
        for (int i = 0; i < rows.Length; i++)
        {
            double missed = _logDecay - _decayedUpTo[rows[i]];
            if (missed == 0)
                continue;
            _decayedUpTo[rows[i]] = _logDecay;
            Shrink(rowsOf[i], _anchor is null ? default : anchors[i], (float)Math.Exp(missed));
        }
    }

    /// <summary>Carries the gradient of the sets' means or sums to their rows.</summary>
    /// <param name="bags">The sets.</param>
    /// <param name="means">The gradient of what <see cref="RowMeans"/> made of them. (S, C)</param>
    /// <returns>The gradient of each touched row, which may be changed until <see cref="Step"/>.</returns>
    public RowGradients Accumulate(RowBags bags, Tensor means)
    {
        int size = bags.Touched!.Length * _width;
        if (_gradients.Length < size)
            _gradients = new float[size + (size / 2)];
        return RowGradients.Of(_table, bags, means, _gradients.AsMemory(0, size));
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
        double decay = Math.Exp(logDecay);
        AdamRule rule = AdamRule.At(_steps, learningRate, _anchor is null ? decay : 1, factor);
        using var weights = new TableRows(_table, rows);
        using var moments = new TableRows(_moments, rows);
        using var anchors = new TableRows(_anchor ?? _table, rows, isReadOnly: true);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> moment = moments[i];
            if (_anchor is not null)
                Shrink(weights[i], anchors[i], (float)decay);
            rule.Apply(weights[i], moment[.._width], moment[_width..], Gradient(i));
            _decayedUpTo[rows[i]] = _logDecay;
        }
    }

    /// <summary>Makes up for the decay of all rows: the table is then as if every row had been decayed at every step.</summary>
    public void DecayAll()
    {
        // A second time must not move a row that is up to date, by rounding.
        if (Array.TrueForAll(_decayedUpTo, upTo => upTo == _logDecay))
            return;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using Tensor factors = tensor(Array.ConvertAll(_decayedUpTo, upTo => (float)Math.Exp(_logDecay - upTo)), device: _table.device).unsqueeze_(1);
        if (_anchor is null)
        {
            _table.mul_(factors);
        }
        else
        {
            // A row at its anchor stays there to the bit.
            using Tensor anchor = _anchor.to(_table.device);
            _table.PlusInPlace(anchor, -1).mul_(factors).PlusInPlace(anchor);
        }
        Array.Fill(_decayedUpTo, _logDecay);
    }

    /// <summary>Moments, steps, and the decay that is outstanding.</summary>
    public IEnumerable<StatePart> State() =>
    [
        StatePart.Count("rows.steps", () => _steps, steps => _steps = steps),
        StatePart.Of("rows.log_decay", () => _logDecay, sum => _logDecay = sum),
        StatePart.Of("rows.decayed_up_to", _decayedUpTo),
        StatePart.Of("rows.moments", _moments),
    ];

    public void Dispose() => _moments.Dispose();

    private Span<float> Gradient(int position) => _gradients.AsSpan(position * _width, _width);

    /// <summary>Shrinks the distance of a row from its anchor, or from zero.</summary>
    private static void Shrink(Span<float> row, ReadOnlySpan<float> anchor, float factor)
    {
        if (anchor.IsEmpty)
        {
            for (int at = 0; at < row.Length; at++)
                row[at] *= factor;
            return;
        }
        for (int at = 0; at < row.Length; at++)
            row[at] = anchor[at] + ((row[at] - anchor[at]) * factor);
    }
}
