using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>
/// Numbers of a batch. Where they are in a rented array, later batches get that array once this is disposed of; what nobody disposes of is garbage like any
/// other, so that a batch may be kept as long as one likes.
/// </summary>
internal sealed class BatchArray<T> : IReadOnlyList<T>, IDisposable
    where T : unmanaged
{
    // The pool keeps what it gets back for a while: of a few batches as large as this one is not much, of the largest that there may be, gigabytes.
    private const long MostRentedBytes = 4L << 20;

    private readonly bool _isRented;
    private T[]? _items;

    private BatchArray(T[] items, int length, bool isRented)
    {
        _items = items;
        Length = length;
        _isRented = isRented;
    }

    /// <summary>Numbers that are there.</summary>
    public int Length { get; private set; }

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>The numbers. Not to be read any more once this is disposed of.</summary>
    /// <exception cref="ObjectDisposedException">It has been, and the array was a rented one.</exception>
    public Span<T> Span => (_items ?? throw new ObjectDisposedException(nameof(BatchArray<T>))).AsSpan(0, Length);

    public T this[int index] => Span[index];

    /// <summary>An array of a caller's own, which is never given to another batch.</summary>
    public static implicit operator BatchArray<T>(T[] items) => new(items, items.Length, isRented: false);

    /// <summary>An array's numbers; none where there is no array.</summary>
    public static Span<T> SpanOf(BatchArray<T>? array) => array is null ? default : array.Span;

    /// <summary>Room for numbers, all of which are to be written.</summary>
    /// <param name="length">How many.</param>
    public static BatchArray<T> Of(int length)
    {
        bool isRented = (long)length * Unsafe.SizeOf<T>() <= MostRentedBytes;
        return new(isRented ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length), length, isRented);
    }

    /// <summary>A copy of numbers.</summary>
    public static BatchArray<T> CopyOf(ReadOnlySpan<T> numbers)
    {
        BatchArray<T> copy = Of(numbers.Length);
        numbers.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>Leaves the first numbers only, when there was room for more than there are.</summary>
    public void Shorten(int length) => Length = Math.Min(Length, length);

    /// <summary>Some of the numbers, for ranges.</summary>
    public ReadOnlySpan<T> Slice(int start, int length) => Span.Slice(start, length);

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        if (_isRented && Interlocked.Exchange(ref _items, null) is { } items)
            ArrayPool<T>.Shared.Return(items);
    }
}
