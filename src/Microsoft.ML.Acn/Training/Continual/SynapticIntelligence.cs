using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>
/// Collects importances as a network trains (Zenke, Poole and Ganguli 2017): the part of each weight in the fall of the loss along its way,
/// <c>omega = - sum over steps of gradient * move</c> (Eq. 3), over the square of the distance between its ends,
/// <c>max(omega, 0) / (distance^2 + damping)</c> (Eq. 5).
/// </summary>
/// <remarks>
/// The gradient is that of the loss alone, before clipping and before any penalty, so this rule comes first. A row of the table counts as one weight of C numbers:
/// <c>omega / (|distance|^2 + C * damping)</c>, which is what each of its weights would have if all were alike.
/// </remarks>
internal sealed class SynapticIntelligence : IStepRule
{
    /// <summary>Keeps weights that hardly move from getting any importance (the paper's xi).</summary>
    public const double Damping = 1e-3;

    private const int RowsAtOnce = 1 << 14;

    private readonly WeightWay[] _dense;
    private readonly Parameter? _table;
    private readonly string? _tableName;
    private readonly Tensor? _initialTable;
    private double[] _rows;
    private double[]? _keptRows;
    private float[] _gradients = [];
    private float[] _before = [];

    /// <param name="network">Before its first step.</param>
    /// <param name="initialTable">The table that it begins with; null for zeros. Not owned, and not to change.</param>
    public SynapticIntelligence(AcnNetwork network, Tensor? initialTable)
    {
        using var _ = no_grad();
        _dense = [.. network.TrainedWeights().Select(weight => new WeightWay(weight.Name, weight.Weight))];
        _table = network.IsEmbeddingFrozen ? null : network.Embedding.RowTable;
        _tableName = network.TableName;
        _initialTable = initialTable;
        _rows = new double[_table?.shape[0] ?? 0];
    }

    public void BeforeUpdate(RowGradients? rows)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (WeightWay way in _dense)
            way.Begin();
        if (rows is null)
            return;
        int size = rows.Values.Length;
        if (_gradients.Length < size)
            (_gradients, _before) = (new float[size + (size / 2)], new float[size + (size / 2)]);
        rows.Values.Span.CopyTo(_gradients);
        using var weights = new TableRows(rows.Table, rows.Rows, isReadOnly: true);
        for (int i = 0; i < rows.Rows.Length; i++)
            weights[i].CopyTo(_before.AsSpan(i * weights[i].Length));
    }

    public void AfterUpdate(RowGradients? rows)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (WeightWay way in _dense)
            way.End();
        if (rows is null)
            return;
        using var weights = new TableRows(rows.Table, rows.Rows, isReadOnly: true);
        for (int i = 0; i < rows.Rows.Length; i++)
        {
            Span<float> now = weights[i];
            double fall = 0;
            for (int at = 0; at < now.Length; at++)
                fall += (double)_gradients[(i * now.Length) + at] * (_before[(i * now.Length) + at] - now[at]);
            _rows[rows.Rows[i]] += fall;
        }
    }

    public void Keep()
    {
        foreach (WeightWay way in _dense)
            way.Keep();
        _keptRows = [.. _rows];
    }

    public void Restore()
    {
        if (_keptRows is null)
            return;
        foreach (WeightWay way in _dense)
            way.Restore();
        _rows = [.. _keptRows];
    }

    public IEnumerable<StatePart> State()
    {
        foreach (StatePart part in _dense.SelectMany(way => way.State()))
            yield return part;
        yield return StatePart.Of("ways.rows", _rows);
        if (_keptRows is not null)
            yield return StatePart.Of("ways.kept_rows", _keptRows);
    }

    /// <summary>The importances of this run alone, for the weights as they are.</summary>
    public IReadOnlyDictionary<string, float[]> Collect()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var found = _dense.ToDictionary(way => way.Name, way => way.Importance());
        if (_table is not null)
            found.Add(_tableName!, RowImportances());
        return found;
    }

    public void Dispose()
    {
        foreach (WeightWay way in _dense)
            way.Dispose();
    }

    private float[] RowImportances()
    {
        float[] importances = new float[_rows.Length];
        foreach (int[] some in Enumerable.Range(0, _rows.Length).Where(row => _rows[row] > 0).Chunk(RowsAtOnce))
        {
            using var now = new TableRows(_table!, some, isReadOnly: true);
            using var before = new TableRows(_initialTable ?? _table!, some, isReadOnly: true);
            for (int i = 0; i < some.Length; i++)
            {
                Span<float> here = now[i], there = before[i];
                double distance = 0;
                for (int at = 0; at < here.Length; at++)
                    distance += Math.Pow(here[at] - (_initialTable is null ? 0 : there[at]), 2);
                importances[some[i]] = (float)(_rows[some[i]] / (distance + (here.Length * Damping)));
            }
        }
        return importances;
    }
}
