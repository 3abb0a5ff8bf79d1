using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Reads a safetensors file in two steps. <see cref="Open"/> compares everything that the file says about itself, its length included,
/// with the tensors that are expected; only then does the caller allocate them, and <see cref="Fill"/> reads their bytes.
/// </summary>
internal sealed class SafeTensorsReader : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IReadOnlyList<PlacedTensor> _tensors;
    private readonly Stream _data;
    private readonly FileStream? _spool;

    private SafeTensorsReader(Stream stream, ReadOnlySpan<byte> length, ReadOnlySpan<byte> header, IReadOnlyList<PlacedTensor> tensors)
    {
        _tensors = tensors;
        _hash.AppendData(length);
        _hash.AppendData(header);
        long bytes = tensors.Count == 0 ? 0 : tensors[^1].End;
        if (stream.CanSeek)
            SafeTensorsHeader.CheckLength(stream.Length - stream.Position, bytes);
        else
            _spool = Spool(stream, bytes);
        _data = _spool ?? stream;
    }

    /// <summary>Reads and checks the header.</summary>
    /// <param name="stream">May be forward-only and read short; its end must be the end of the file.</param>
    /// <param name="expected">All tensors that the file must hold, and no others.</param>
    /// <param name="mayBeCompact">Whether tensors may be stored as <see cref="CompactTensors"/>. What is allocated for one is then at most 32 times as long as its bytes in the file.</param>
    /// <exception cref="FormatException">The file does not hold just these tensors, or is not as long as they need.</exception>
    public static SafeTensorsReader Open(Stream stream, IReadOnlyList<TensorSpec> expected, bool mayBeCompact = false)
    {
        (byte[] length, byte[] header) = SafeTensorsHeader.Read(stream, SafeTensorsHeader.MaxLength);
        List<PlacedTensor> found = SafeTensorsHeader.Parse(header);
        return new SafeTensorsReader(stream, length, header, SafeTensorsLayout.Check(found, mayBeCompact ? CompactTensors.Expected(found, expected) : expected));
    }

    /// <summary>Reads the bytes of all tensors.</summary>
    /// <param name="weights">Tensors of the names and shapes expected, in any order.</param>
    /// <returns>The SHA-256 of the whole file.</returns>
    /// <exception cref="FormatException">The stream ends early, or a number is not finite.</exception>
    public byte[] Fill(IEnumerable<(string Name, Tensor Tensor)> weights)
    {
        Dictionary<string, Tensor> byName = weights.ToDictionary(weight => weight.Name, weight => weight.Tensor, StringComparer.Ordinal);
        var bitmaps = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (PlacedTensor placed in _tensors)
        {
            if (byName.TryGetValue(placed.Spec.Name, out Tensor? tensor))
                ReadNumbers(placed.Spec.Name, tensor);
            else if (placed.Spec.Type == TensorSpec.Bytes8)
                bitmaps.Add(placed.Spec.Name[..^CompactTensors.BitmapSuffix.Length], ReadBitmap(placed));
            else
                ReadValues(placed.Spec, byName[placed.Spec.Name[..^CompactTensors.ValuesSuffix.Length]]);
        }
        foreach ((string name, byte[] bitmap) in bitmaps)
            Spread(name, byName[name], bitmap);
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        _hash.Dispose();
        _spool?.Dispose();
    }

    private void ReadNumbers(string name, Tensor tensor) => TensorBytes.Write(tensor, piece =>
    {
        Take(name, piece);
        if (!TensorBytes.AreFinite(piece))
            throw new FormatException($"tensor '{name}' holds a NaN or an infinity");
    });

    /// <summary>The numbers that are there go to the tensor's beginning, for their places may not be known yet: other tools order tensors in their own ways.</summary>
    private void ReadValues(TensorSpec values, Tensor tensor)
    {
        using IDisposable grad = no_grad();
        using Tensor held = tensor.detach();
        using Tensor flat = held.view(-1);
        using Tensor first = flat.narrow(0, 0, values.Numbers);
        ReadNumbers(values.Name, first);
    }

    private byte[] ReadBitmap(PlacedTensor placed)
    {
        byte[] bitmap = new byte[placed.End - placed.Begin];
        Take(placed.Spec.Name, bitmap);
        return bitmap;
    }

    private void Spread(string name, Tensor tensor, byte[] bitmap)
    {
        long values = _tensors.Single(placed => placed.Spec.Name == name + CompactTensors.ValuesSuffix).Spec.Numbers, marked = Bitmap.Count(bitmap);
        if (marked != values)
            throw new FormatException($"tensor '{name}{CompactTensors.BitmapSuffix}' marks {marked} numbers, and '{name}{CompactTensors.ValuesSuffix}' has {values}");
        if (!Bitmap.EndsWith(bitmap, tensor.numel()))
            throw new FormatException($"tensor '{name}{CompactTensors.BitmapSuffix}' marks numbers behind the last of {tensor.numel()}");
        Bitmap.Spread(tensor, bitmap);
    }

    private void Take(string name, Span<byte> piece)
    {
        if (_data.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false) < piece.Length)
            throw new FormatException($"it ends within tensor '{name}'");
        _hash.AppendData(piece);
    }

    /// <summary>Where the length cannot be asked for, the data go to a temporary file first: a short stream must not cause a large allocation.</summary>
    private static FileStream Spool(Stream stream, long bytes)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        // On Unix the folder is everybody's; the model need not be.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var spool = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        try
        {
            byte[] buffer = new byte[1 << 16];
            int read;
            while (spool.Length <= bytes && (read = stream.Read(buffer)) > 0)
                spool.Write(buffer, 0, read);
            SafeTensorsHeader.CheckLength(spool.Length, bytes);
            spool.Position = 0;
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }
}
