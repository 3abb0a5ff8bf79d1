using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>A tensor of which single weights are pruned.</summary>
internal sealed class PrunedTensor : IDisposable
{
    private readonly Parameter _weight;
    private readonly Tensor? _movement;
    private readonly Tensor? _silentRows;
    private Tensor _pruned;

    /// <param name="weight">The tensor.</param>
    /// <param name="isTable">Whether it is a table, of which a step touches some rows. Rows that no training row had are all zeros: they are no weights that could be pruned.</param>
    /// <param name="keepsZeros">Whether its zeros were pruned before.</param>
    /// <param name="byMovement">Whether movement is observed.</param>
    public PrunedTensor(Parameter weight, bool isTable, bool keepsZeros, bool byMovement)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        _weight = weight;
        Tensor zero = weight.eq(zeros(1, dtype: ScalarType.Float32, device: weight.device));
        _pruned = (keepsZeros ? zero : zeros_like(zero)).DetachFromDisposeScope();
        _silentRows = isTable ? zero.all(1, keepdim: true).DetachFromDisposeScope() : null;
        _movement = byMovement ? zeros(weight.shape, dtype: ScalarType.Float32, device: weight.device).DetachFromDisposeScope() : null;
        long silent = _silentRows is null ? 0 : Count(_silentRows) * weight.shape[1];
        Prunable = weight.numel() - silent;
        Pruned = Count(_pruned) - (keepsZeros ? silent : 0);
    }

    /// <summary>How many weights could be pruned, with those that are.</summary>
    public long Prunable { get; }

    /// <summary>How many of these are pruned.</summary>
    public long Pruned { get; private set; }

    /// <summary>Adds <c>-w g</c> of each weight (Sanh, Wolf and Rush 2020, arXiv 2005.07683, section 4): positive where a step moves a weight away from zero.</summary>
    public void Observe(RowGradients? rows)
    {
        if (_movement is null)
            return;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (rows is not null && rows.Table.Handle == _weight.Handle)
        {
            Tensor index = tensor(rows.Rows, dtype: ScalarType.Int64, device: _weight.device);
            Tensor gradients = tensor(rows.Values.ToArray(), [rows.Rows.Length, _weight.shape[1]], device: _weight.device);
            _movement.PlusRowsInPlace(index, (_weight.index_select(0, index) * gradients).negative());
        }
        else if (_weight.grad is { } gradient)
        {
            _movement.PlusProductInPlace(_weight, gradient, -1);
        }
    }

    /// <summary>What weights are chosen by: least first, which are those that are pruned already; never those of rows that say nothing.</summary>
    public Tensor Scores()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Tensor scores = (_movement ?? _weight.abs()).With(_pruned, double.NegativeInfinity);
        if (_silentRows is not null)
            scores = scores.With(_silentRows, double.PositiveInfinity);
        return scores.MoveToOuterDisposeScope();
    }

    /// <param name="pruned">Booleans: which are pruned from now on. In the scope of the caller.</param>
    public void Set(Tensor pruned)
    {
        using var scope = NewDisposeScope();
        // Rows that said nothing were never among those to choose from; what was pruned of them stays so.
        Tensor heard = pruned;
        if (_silentRows is not null)
        {
            heard = pruned.logical_and(_silentRows.logical_not());
            pruned = heard.logical_or(_silentRows.logical_and(_pruned));
        }
        Pruned = Count(heard);
        Tensor kept = pruned.clone().DetachFromDisposeScope();
        _pruned.Dispose();
        _pruned = kept;
    }

    /// <summary>Sets what is pruned to zero.</summary>
    /// <param name="rows">See <see cref="IPruning.Apply"/>.</param>
    /// <param name="isWhole">See <see cref="IPruning.Apply"/>.</param>
    public void Apply(RowGradients? rows, bool isWhole)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (isWhole || _silentRows is null)
        {
            _weight.ZeroInPlace(_pruned);
            return;
        }
        // A table of which nothing is trained stays as it is.
        if (rows is null)
            return;
        Tensor index = tensor(rows.Rows, dtype: ScalarType.Int64, device: _weight.device);
        _weight.index_copy_(0, index, _weight.index_select(0, index).ZeroInPlace(_pruned.index_select(0, index)));
    }

    public void Dispose()
    {
        _pruned.Dispose();
        _movement?.Dispose();
        _silentRows?.Dispose();
    }

    private static long Count(Tensor mask)
    {
        using Tensor sum = mask.sum();
        using Tensor near = sum.cpu();
        return near.data<long>()[0];
    }
}
