using System.Runtime.CompilerServices;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>A growing array of integers that can be read as a span, for millions of entries without boxing or copying.</summary>
internal sealed class IntList
{
    private int[] _items = new int[16];

    public int Count { get; private set; }

    public int this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int value)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, checked(_items.Length + Math.Max(_items.Length / 2, 16)));
        _items[Count++] = value;
    }

    public ReadOnlySpan<int> Slice(int start, int length) => All.Slice(start, length);

    public ReadOnlySpan<int> All => _items.AsSpan(0, Count);

    public int[] ToArray() => All.ToArray();

    public void RemoveFrom(int count) => Count = Math.Min(Count, count);

    public void Clear() => Count = 0;
}
