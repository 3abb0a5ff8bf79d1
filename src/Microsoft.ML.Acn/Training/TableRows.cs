using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Some rows of a table as spans that can be changed: the table's own memory on a CPU; elsewhere a copy, which goes back when this is disposed.
/// </summary>
internal readonly unsafe ref struct TableRows : IDisposable
{
    private readonly Tensor _table;
    private readonly int[] _rows;
    private readonly Tensor? _copy;
    private readonly float* _memory;
    private readonly int _width;
    private readonly bool _isReadOnly;

    /// <param name="table">The table. (R, C)</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="isReadOnly">Whether they are only looked at: nothing goes back.</param>
    public TableRows(Tensor table, int[] rows, bool isReadOnly = false)
    {
        _isReadOnly = isReadOnly;
        _table = table;
        _rows = rows;
        _width = (int)table.shape[1];
        if (table.device_type == DeviceType.CPU)
        {
            _memory = HostNumbers.Pointer(table);
            return;
        }
        using var _ = no_grad();
        using Tensor index = tensor(rows, device: table.device);
        using Tensor selected = table.index_select(0, index);
        _copy = selected.cpu();
        _memory = rows.Length == 0 ? null : HostNumbers.Pointer(_copy);
    }

    /// <summary>The row at a position of the list.</summary>
    public Span<float> this[int position] => new(_memory + ((long)(_copy is null ? _rows[position] : position) * _width), _width);

    public void Dispose()
    {
        if (_copy is null)
            return;
        if (_isReadOnly)
        {
            _copy.Dispose();
            return;
        }
        using var _ = no_grad();
        using Tensor index = tensor(_rows, dtype: ScalarType.Int64, device: _table.device);
        using Tensor back = _copy.to(_table.device);
        _table.index_copy_(0, index, back);
        _copy.Dispose();
    }
}
