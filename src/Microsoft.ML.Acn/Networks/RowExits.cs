using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Logits of rows that left the network at different depths.</summary>
/// <param name="Logits">Each row's at the depth where it left. (B, K)</param>
/// <param name="Depths">Where it left. (B)</param>
internal readonly record struct EarlyLogits(Tensor Logits, int[] Depths);

/// <summary>Collects the logits of the rows of a batch as they leave it, and puts them back into the order of the batch.</summary>
/// <param name="rows">B, the rows of the batch.</param>
internal sealed class RowExits(int rows)
{
    private readonly int[] _depths = new int[rows];
    private readonly List<Tensor> _logits = [];
    private readonly List<int> _left = new(rows);
    private int[] _inside = [.. Enumerable.Range(0, rows)];

    /// <summary>Takes the logits of the rows that leave.</summary>
    /// <param name="depth">The depth.</param>
    /// <param name="logits">Of the rows that are still inside. (R, K)</param>
    /// <param name="leaves">Which of them leave. (R)</param>
    /// <returns>Those that stay, by their positions among the R.</returns>
    public long[] Leave(int depth, Tensor logits, bool[] leaves)
    {
        long[] leaving = Positions(leaves, true), staying = Positions(leaves, false);
        if (leaving.Length == 0)
            return staying;
        _logits.Add(staying.Length == 0 ? logits : logits.index_select(0, tensor(leaving, device: logits.device)));
        foreach (long position in leaving)
        {
            _depths[_inside[position]] = depth;
            _left.Add(_inside[position]);
        }
        _inside = Array.ConvertAll(staying, position => _inside[position]);
        return staying;
    }

    /// <summary>Everything that was taken, when all have left.</summary>
    public EarlyLogits Finish()
    {
        if (_logits.Count == 1)
            return new EarlyLogits(_logits[0], _depths);
        long[] places = new long[rows];
        for (int place = 0; place < rows; place++)
            places[_left[place]] = place;
        Tensor all = cat(_logits, 0);
        return new EarlyLogits(all.index_select(0, tensor(places, device: all.device)), _depths);
    }

    private static long[] Positions(bool[] values, bool value)
        => [.. Enumerable.Range(0, values.Length).Where(position => values[position] == value).Select(position => (long)position)];
}
