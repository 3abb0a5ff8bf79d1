namespace Microsoft.ML.Acn.Inputs;

/// <summary>Runs of numbers, appended and read as spans. In chunks, so that growth copies nothing and no array gets too long.</summary>
internal sealed class ChunkedList<T>
{
    // A scoring store of one row stays small, and a training store has few chunks.
    private const int SmallestChunk = 1 << 10;
    private const int LargestChunk = 1 << 22;

    private readonly List<T[]> _chunks = [];
    private int _chunk;
    private int _used;

    /// <summary>Room for a run, to be filled by the caller. A run never spans chunks.</summary>
    /// <param name="length">Numbers of the run.</param>
    /// <param name="place">Where it is from now on.</param>
    public Span<T> Append(int length, out Place place)
    {
        while (_chunk < _chunks.Count && _chunks[_chunk].Length - _used < length)
            (_chunk, _used) = (_chunk + 1, 0);
        if (_chunk == _chunks.Count)
        {
            long next = _chunk == 0 ? SmallestChunk : Math.Min(2L * _chunks[^1].Length, LargestChunk);
            _chunks.Add(new T[Math.Max(next, length)]);
        }
        place = new Place(_chunk, _used);
        _used += length;
        return _chunks[_chunk].AsSpan(place.Start, length);
    }

    public ReadOnlySpan<T> Slice(Place place, int length) => _chunks.Count == 0 ? default : _chunks[place.Chunk].AsSpan(place.Start, length);

    /// <summary>Forgets the runs but keeps the memory.</summary>
    public void Clear() => (_chunk, _used) = (0, 0);

    /// <summary>Where a run begins.</summary>
    internal readonly record struct Place(int Chunk, int Start);
}
