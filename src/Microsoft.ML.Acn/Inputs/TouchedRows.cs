namespace Microsoft.ML.Acn.Inputs;

/// <summary>The distinct table rows of a batch, in the order in which they were met. Reused from batch to batch.</summary>
/// <remarks>
/// A sparse set (Briggs and Torczon 1993): an index counts only when the list position that it names points back, so that nothing as large
/// as the table is ever cleared.
/// </remarks>
/// <param name="tableRows">Rows of the table.</param>
internal sealed class TouchedRows(int tableRows)
{
    private readonly IntList _rows = new();
    private int[] _positionOfRow = [];

    /// <summary>A row's position among the distinct ones; it becomes the last of them if it is new.</summary>
    public int PositionOf(int row)
    {
        if (_positionOfRow.Length == 0)
            _positionOfRow = new int[tableRows];
        int position = _positionOfRow[row];
        if (position < _rows.Count && _rows[position] == row)
            return position;
        position = _positionOfRow[row] = _rows.Count;
        _rows.Add(row);
        return position;
    }

    public int[] ToArray() => _rows.ToArray();

    public void Clear() => _rows.Clear();
}
