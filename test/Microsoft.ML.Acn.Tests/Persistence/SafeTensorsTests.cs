using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>The file format, against files written down by hand.</summary>
public class SafeTensorsTests
{
    private static readonly TensorSpec[] Expected = [new("a", [2]), new("m", [1, 2]), new("none", [0, 3])];

    // 88 characters and 8 spaces; the data of m stand before those of a.
    private const string Header =
        """{"m":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"none":{"dtype":"F32","shape":[0,3],"data_offsets":[16,16]}}""";

    private static readonly byte[] Data =
    [
        0x00, 0x00, 0x80, 0x3F, // 1
        0x00, 0x00, 0x00, 0xC0, // -2
        0x00, 0x00, 0x00, 0x80, // -0
        0x01, 0x00, 0x00, 0x00, // the smallest number above 0
    ];

    [Fact]
    public void A_file_made_by_hand_is_read()
    {
        using var weights = new Weights();

        byte[] hash = Fill(new MemoryStream(File(Header, Data)), weights);

        Assert.Equal([BitConverter.SingleToInt32Bits(-0f), 1], weights.Bits("a"));
        Assert.Equal([BitConverter.SingleToInt32Bits(1f), BitConverter.SingleToInt32Bits(-2f)], weights.Bits("m"));
        Assert.Equal(SHA256.HashData(File(Header, Data)), hash);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_forward_only_stream_with_short_reads_is_read(int mostPerRead)
    {
        using var weights = new Weights();

        Fill(new ForwardOnlyStream(new MemoryStream(File(Header, Data)), mostPerRead), weights);

        Assert.Equal([BitConverter.SingleToInt32Bits(-0f), 1], weights.Bits("a"));
    }

    [Fact]
    public void The_writer_gives_the_very_bytes_of_the_specification()
    {
        using torch.Tensor first = torch.tensor(new[] { 1f, -2f }), second = torch.tensor(new[] { -0f, float.Epsilon }, [2, 1]);
        using var stream = new MemoryStream();

        byte[] hash = SafeTensorsWriter.Write(stream, [("x", first), ("y.z", second)]);

        string header = """{"__metadata__":{"format":"pt"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y.z":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal(File(header, Data), stream.ToArray());
        Assert.Equal(SHA256.HashData(stream.ToArray()), hash);
    }

    [Fact]
    public void A_tensor_that_does_not_lie_in_order_is_written_in_order()
    {
        using torch.Tensor matrix = torch.tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, [2, 3]), turned = matrix.t();
        using var stream = new MemoryStream();

        SafeTensorsWriter.Write(stream, [("t", turned)]);

        byte[] numbers = stream.ToArray()[^24..];
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], Enumerable.Range(0, 6).Select(i => BinaryPrimitives.ReadSingleLittleEndian(numbers.AsSpan(4 * i))));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_neither_written_nor_read(float number)
    {
        using torch.Tensor tensor = torch.tensor(new[] { 1f, number });
        var error = Assert.Throws<InvalidOperationException>(() => SafeTensorsWriter.Write(Stream.Null, [("w", tensor)]));
        Assert.Contains("'w'", error.Message, StringComparison.Ordinal);

        byte[] data = [.. Data];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(12), number);
        AssertRefused(File(Header, data), "'a'");
    }

    [Fact]
    public void A_large_table_passes_through_without_a_managed_copy()
    {
        using torch.Tensor table = torch.zeros(1 << 17, 64); // 32 MB
        using var counted = new CountingStream();
        long before = GC.GetAllocatedBytesForCurrentThread();

        SafeTensorsWriter.Write(counted, [("table", table)]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.InRange(counted.LargestWrite, 1, 1 << 20);
        Assert.True(counted.Total > table.NumberOfElements * 4);
    }

    private static byte[] File(string header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. data];
    }

    private static byte[] Fill(Stream stream, Weights weights)
    {
        using SafeTensorsReader reader = SafeTensorsReader.Open(stream, Expected);
        return reader.Fill(weights.All);
    }

    private static void AssertRefused(byte[] file, string message)
    {
        using var weights = new Weights();
        var error = Assert.Throws<FormatException>(() => Fill(new MemoryStream(file), weights));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private sealed class Weights : IDisposable
    {
        public List<(string Name, torch.Tensor Tensor)> All { get; } = [.. Expected.Select(spec => (spec.Name, torch.zeros(spec.Shape)))];

        public int[] Bits(string name)
            => Array.ConvertAll(All.Single(weight => weight.Name == name).Tensor.data<float>().ToArray(), BitConverter.SingleToInt32Bits);

        public void Dispose() => All.ForEach(weight => weight.Tensor.Dispose());
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Total { get; private set; }

        public int LargestWrite { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Total += buffer.Length;
            LargestWrite = Math.Max(LargestWrite, buffer.Length);
        }
    }
}
