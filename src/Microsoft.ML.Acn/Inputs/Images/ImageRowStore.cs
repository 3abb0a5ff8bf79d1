using System.Security.Cryptography;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Images as bytes, C x H x W each. Those that cannot be read take no room.</summary>
/// <param name="geometry">Settled by the first images, if it is not yet.</param>
/// <param name="background">What is seen through pixels that are not opaque.</param>
/// <param name="threads">Threads that decode.</param>
internal sealed class ImageRowStore(ImageGeometry geometry, Rgb background, int threads) : RowStore
{
    private const int ChunkBytes = 1 << 20;
    private const int Unreadable = -1;

    private readonly DecodingWindow _window = new(geometry, background, threads);
    private readonly List<byte[]> _chunks = [];
    private readonly IntList _slots = new();
    private readonly Dictionary<int, RowProblem> _problems = [];
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private int _used;
    private bool _isSpilled;

    public override int Count => _slots.Count;

    public ImageGeometry Geometry => geometry;

    /// <summary>Threads that decode.</summary>
    public int Threads => threads;

    /// <summary>Bytes of pixels that may be held.</summary>
    public long Budget { get; init; } = long.MaxValue;

    public override int MostRows => geometry.IsSettled ? (int)Math.Min(Budget / geometry.Shape.Bytes, int.MaxValue) : int.MaxValue;

    public override bool IsSpilled => _isSpilled;

    /// <summary>Whether <see cref="Digest"/> is asked for: it costs some 0.2 ms an image of 256 x 256.</summary>
    public bool HasDigest { get; init; }

    public override ReadOnlySpan<byte> Digest => HasDigest && _isSpilled ? _digest : [];

    /// <summary>Rows that were removed because their images could not be read.</summary>
    public int RemovedRows { get; private set; }

    /// <summary>The first of the rows that were removed.</summary>
    public RowProblem? FirstRemoved { get; private set; }

    private int RowsPerChunk => Math.Max(ChunkBytes / geometry.Shape.Bytes, 1);

    public override int LengthOf(int row) => geometry.Tokens;

    public override RowProblem? ProblemOf(int row) => _problems.GetValueOrDefault(row);

    /// <summary>The bytes of a readable row. (C x H x W)</summary>
    public ReadOnlySpan<byte> Pixels(int row) => Slot(_slots[row]);

    /// <summary>Appends an image, some time until <see cref="Complete"/>.</summary>
    public void Append(SourceImage image)
    {
        _window.Add(image);
        if (_window.IsFull)
            Complete();
    }

    /// <summary>Appends a vector of pixels, for a settled geometry.</summary>
    /// <returns>False if a value is no finite number; the row cannot be read then.</returns>
    public bool Append(long position, ReadOnlySpan<float> values, PixelLayout layout)
    {
        if (layout.TryWrite(values, geometry.Shape, NextSlot()))
        {
            AddSlot();
            return true;
        }
        AddProblem(position, "it has a value that is no finite number");
        return false;
    }

    /// <summary>Appends planes of pixels as they are stored, behind all others. (C x H x W)</summary>
    public void Append(ReadOnlySpan<byte> planes)
    {
        Complete();
        planes.CopyTo(NextSlot());
        AddSlot();
    }

    public override void Complete()
    {
        foreach ((SourceImage image, DecodedImage decoded) in _window.Drain())
        {
            if (decoded.Pixels is null)
            {
                AddProblem(image.Position, decoded.Problem!);
                continue;
            }
            PixelPlanes.Write(decoded.Pixels, geometry.Shape.Channels, background, NextSlot());
            AddSlot();
        }
    }

    public override void RemoveUnreadable()
    {
        if (_problems.Count == 0)
            return;
        FirstRemoved ??= _problems[_problems.Keys.Min()];
        RemovedRows += _problems.Count;
        _problems.Clear();
        int[] slots = _slots.ToArray();
        _slots.Clear();
        foreach (int slot in slots)
        {
            if (slot != Unreadable)
                _slots.Add(slot);
        }
    }

    public override void Clear()
    {
        _window.Clear();
        _slots.Clear();
        _problems.Clear();
        (_used, _isSpilled) = (0, false);
        Array.Clear(_digest);
        (RemovedRows, FirstRemoved) = (0, null);
    }

    private void AddProblem(long position, string reason)
    {
        _problems.Add(_slots.Count, new RowProblem(position, reason));
        _slots.Add(Unreadable);
    }

    private void AddSlot()
    {
        _slots.Add(_used++);
        if (!_isSpilled)
            return;
        _used = 0;
        TakeIntoDigest(0);
    }

    /// <summary>Takes a slot into the digest: each row's own hash is hashed with those before it.</summary>
    private void TakeIntoDigest(int slot)
    {
        if (!HasDigest)
            return;
        Span<byte> both = stackalloc byte[2 * SHA256.HashSizeInBytes];
        _digest.CopyTo(both);
        SHA256.HashData(Slot(slot), both[SHA256.HashSizeInBytes..]);
        SHA256.HashData(both, _digest);
    }

    /// <summary>Where the next image goes; once there is no room for more, always the same place.</summary>
    private Span<byte> NextSlot()
    {
        if (_used >= MostRows)
        {
            for (int slot = 0; slot < _used; slot++)
                TakeIntoDigest(slot);
            _isSpilled = true;
            _used = 0;
            _chunks.RemoveRange(1, _chunks.Count - 1);
        }
        if (_used / RowsPerChunk == _chunks.Count)
            _chunks.Add(new byte[RowsPerChunk * geometry.Shape.Bytes]);
        return Slot(_used);
    }

    private Span<byte> Slot(int slot)
        => _chunks[slot / RowsPerChunk].AsSpan(slot % RowsPerChunk * geometry.Shape.Bytes, geometry.Shape.Bytes);
}
