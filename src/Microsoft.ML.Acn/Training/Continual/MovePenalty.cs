using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>
/// Adds the gradient of <c>lambda * sum of importance * (weight - initial weight)^2</c> (Zenke et al. 2017, Eq. 4; Kirkpatrick et al. 2017, Eq. 3, with the
/// half in lambda). Of the table it looks at the touched rows alone: no others move.
/// </summary>
internal sealed class MovePenalty : IStepRule
{
    private readonly List<(Parameter Weight, Tensor Factors, Tensor Initial)> _dense = [];
    private readonly AnchorWeights _anchor;
    private readonly double _factor;
    private readonly float[]? _rows;

    /// <param name="network">The network that is trained.</param>
    /// <param name="importances">For its classes.</param>
    /// <param name="anchor">Its initial weights. Not owned.</param>
    /// <param name="lambda">What the penalty counts.</param>
    public MovePenalty(AcnNetwork network, WeightImportances importances, AnchorWeights anchor, double lambda)
    {
        (_anchor, _factor) = (anchor, 2 * lambda);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((string name, Parameter weight, bool _) in network.TrainedWeights())
        {
            if (importances.Values.TryGetValue(name, out float[]? values))
                _dense.Add((weight, tensor(values, weight.shape, device: weight.device).TimesInPlace(_factor).DetachFromDisposeScope(), anchor[name]));
        }
        _rows = network.TableName is { } table ? importances.Values.GetValueOrDefault(table) : null;
    }

    public void BeforeUpdate(RowGradients? rows)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((Parameter weight, Tensor factors, Tensor initial) in _dense)
        {
            if (weight.grad is { } gradient)
                gradient.PlusProductInPlace(factors, weight.detach().clone().PlusInPlace(initial, -1), 1);
        }
        if (rows is not null && _rows is not null)
            AddRows(rows, _rows);
    }

    public void AfterUpdate(RowGradients? rows)
    {
    }

    public void Dispose() => _dense.ForEach(one => one.Factors.Dispose());

    private void AddRows(RowGradients rows, float[] importances)
    {
        int[] important = [.. Enumerable.Range(0, rows.Rows.Length).Where(position => importances[rows.Rows[position]] > 0)];
        int[] numbers = Array.ConvertAll(important, position => rows.Rows[position]);
        using var weights = new TableRows(rows.Table, numbers, isReadOnly: true);
        using var initial = new TableRows(_anchor.Table!, numbers, isReadOnly: true);
        for (int i = 0; i < important.Length; i++)
        {
            Span<float> gradient = rows[important[i]], weight = weights[i], before = initial[i];
            float factor = (float)(_factor * importances[numbers[i]]);
            for (int at = 0; at < gradient.Length; at++)
                gradient[at] += factor * (weight[at] - before[at]);
        }
    }
}
