using System.Text;
using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Tensors with many zeros, against bytes that were written down by hand, and files that do not agree with themselves.</summary>
public class CompactTensorsTests
{
    private const int Numbers = 130;

    private static readonly TensorSpec[] Expected = [new("t", [2, 65])];

    [Fact]
    public void The_writer_gives_a_bitmap_and_the_numbers_that_are_not_zero()
    {
        float[] values = new float[1_000];
        (values[0], values[9], values[63], values[64], values[999]) = (1, -0f, 2, 3, 4);
        using torch.Tensor tensor = torch.tensor(values), dense = torch.ones(3);
        using var file = new MemoryStream();

        SafeTensorsWriter.Write(file, [("t", tensor), ("d", dense)], isCompact: true);

        byte[] bytes = file.ToArray();
        string header = Encoding.UTF8.GetString(bytes.AsSpan(8, (int)BitConverter.ToInt64(bytes)));
        Assert.Equal("""{"__metadata__":{"format":"pt"},"t.bitmap":{"dtype":"U8","shape":[128],"data_offsets":[0,128]},"t.values":{"dtype":"F32","shape":[5],"data_offsets":[128,148]},"d":{"dtype":"F32","shape":[3],"data_offsets":[148,160]}}""", header.TrimEnd());
        byte[] data = bytes[(8 + (int)BitConverter.ToInt64(bytes))..];
        byte[] bitmap = new byte[128];
        (bitmap[0], bitmap[1], bitmap[7], bitmap[8], bitmap[124]) = (1, 2, 0x80, 1, 0x80);
        Assert.Equal(bitmap, data[..128]);
        Assert.Equal([.. new[] { 1f, -0f, 2f, 3f, 4f, 1f, 1f, 1f }.SelectMany(BitConverter.GetBytes)], data[128..]);
    }

    [Fact]
    public void A_tensor_whose_zeros_are_too_few_to_pay_is_stored_as_it_is()
    {
        using torch.Tensor tensor = torch.zeros(60), full = torch.ones(10_000);
        using var file = new MemoryStream();

        SafeTensorsWriter.Write(file, [("t", tensor), ("f", full)], isCompact: true);

        Assert.DoesNotContain("bitmap", Encoding.Latin1.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000, 903, 2)] // 128 + 4 x 903 + 256 bytes are 4 less than 4,000
    [InlineData(1_000, 904, 1)]
    [InlineData(17_179_868_672, 0, 2)] // the longest bitmap that an array holds
    [InlineData(17_179_868_736, 0, 1)]
    public void Two_take_the_place_of_one_where_they_are_smaller_by_more_than_their_header_and_fit_into_arrays(long numbers, long nonZeros, int tensors)
        => Assert.Equal(tensors, CompactTensors.Stored(new TensorSpec("t", [numbers]), nonZeros).Length);

    [Fact]
    public void A_bitmap_that_no_array_holds_is_refused()
    {
        PlacedTensor[] found = [new(new TensorSpec("t.values", [5]), 0, 20)];

        Assert.Contains("too large for a bitmap", Assert.Throws<FormatException>(() => CompactTensors.Expected(found, [new TensorSpec("t", [17_179_868_736])])).Message, StringComparison.Ordinal);
        Assert.Equal([2_147_483_584, 5], CompactTensors.Expected(found, [new TensorSpec("t", [17_179_868_672])]).Select(spec => spec.Numbers));
    }

    [Fact]
    public void All_numbers_may_be_there()
        => Assert.Equal(Enumerable.Range(0, Numbers).Select(number => (float)number), Read(Bits([.. Enumerable.Range(0, Numbers)]), [.. Enumerable.Range(0, Numbers)], isBitmapFirst: true));

    [Fact]
    public void A_large_tensor_comes_back_to_the_bit()
    {
        var random = new Random(1);
        // More than one piece, and no whole words.
        float[] values = [.. Enumerable.Range(0, 600_001).Select(i => random.Next(10) == 0 ? (float)random.NextDouble() : i % 7 == 0 ? -0f : 0)];
        using torch.Tensor tensor = torch.tensor(values, [600_001]), back = torch.ones(600_001);
        using var file = new MemoryStream();
        byte[] hash = SafeTensorsWriter.Write(file, [("t", tensor)], isCompact: true);
        file.Position = 0;

        using SafeTensorsReader reader = SafeTensorsReader.Open(file, [new TensorSpec("t", [600_001])], mayBeCompact: true);

        Assert.Equal(hash, reader.Fill([("t", back)]));
        Assert.True(file.Length < 600_001 * 2);
        Assert.Equal(Array.ConvertAll(values, BitConverter.SingleToInt32Bits), Array.ConvertAll(back.data<float>().ToArray(), BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_order_of_the_two_does_not_matter(bool isBitmapFirst)
    {
        float[] read = Read(Bits(0, 64, 129), [5, 6, 7], isBitmapFirst);

        Assert.Equal((5f, 6f, 7f), (read[0], read[64], read[129]));
        Assert.Equal(Numbers - 3, read.Count(value => value == 0));
    }

    [Theory]
    [InlineData(new[] { 0, 64 }, 3, "'t.bitmap' marks 2 numbers, and 't.values' has 3")]
    [InlineData(new[] { 0, 64, 3, 5 }, 3, "'t.bitmap' marks 4 numbers, and 't.values' has 3")]
    [InlineData(new[] { 0, 64, 130 }, 3, "marks numbers behind the last of 130")]
    [InlineData(new[] { 0 }, 131, "'t.values' has the shape (131), where one length from 0 to 130 is allowed")]
    public void A_bitmap_and_numbers_that_disagree_are_refused(int[] marked, int values, string message)
    {
        var error = Assert.Throws<FormatException>(() => Read(Bits(marked), new float[values], isBitmapFirst: true));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"t.values":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}""", "'t.values' has the shape")]
    [InlineData("""{"t.values":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}""", "'t.values' has the shape (1, 1)")]
    [InlineData("""{"t.values":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "'t.bitmap' is missing")]
    [InlineData("""{"t.bitmap":{"dtype":"U8","shape":[24],"data_offsets":[0,24]}}""", "'t.bitmap', which this network does not have")]
    [InlineData("""{"t.bitmap":{"dtype":"U8","shape":[17],"data_offsets":[0,17]},"t.values":{"dtype":"F32","shape":[0],"data_offsets":[17,17]}}""", "'t.bitmap' has the shape (17), not (24)")]
    [InlineData("""{"t.bitmap":{"dtype":"F32","shape":[24],"data_offsets":[0,96]},"t.values":{"dtype":"F32","shape":[0],"data_offsets":[96,96]}}""", "'t.bitmap' is of type 'F32', not U8")]
    [InlineData("""{"t":{"dtype":"U8","shape":[2,65],"data_offsets":[0,130]}}""", "'t' is of type 'U8', not F32")]
    public void Headers_that_do_not_fit_are_refused_before_anything_is_read(string header, string message)
    {
        var error = Assert.Throws<FormatException>(() => SafeTensorsReader.Open(new MemoryStream(File(header, new byte[130])), Expected, mayBeCompact: true));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_network_that_was_not_pruned_has_no_bitmaps()
    {
        const string header = """{"t.bitmap":{"dtype":"U8","shape":[24],"data_offsets":[0,24]},"t.values":{"dtype":"F32","shape":[0],"data_offsets":[24,24]}}""";

        Assert.Contains("which this network does not have", Assert.Throws<FormatException>(() => SafeTensorsReader.Open(new MemoryStream(File(header, new byte[24])), Expected)).Message, StringComparison.Ordinal);
    }

    private static byte[] Bits(params int[] marked)
    {
        byte[] bits = new byte[24];
        foreach (int number in marked)
            bits[number / 8] |= (byte)(1 << (number % 8));
        return bits;
    }

    private static float[] Read(byte[] bitmap, float[] values, bool isBitmapFirst)
    {
        byte[] numbers = [.. values.SelectMany(BitConverter.GetBytes)];
        int first = isBitmapFirst ? bitmap.Length : numbers.Length, all = bitmap.Length + numbers.Length;
        string bits = $$"""
            "t.bitmap":{"dtype":"U8","shape":[24],"data_offsets":[{{(isBitmapFirst ? 0 : first)}},{{(isBitmapFirst ? first : all)}}]}
            """;
        string rest = $$"""
            "t.values":{"dtype":"F32","shape":[{{values.Length}}],"data_offsets":[{{(isBitmapFirst ? first : 0)}},{{(isBitmapFirst ? all : first)}}]}
            """;
        byte[] file = File($"{{{bits},{rest}}}", isBitmapFirst ? [.. bitmap, .. numbers] : [.. numbers, .. bitmap]);
        using torch.Tensor tensor = torch.ones(2, 65);
        using SafeTensorsReader reader = SafeTensorsReader.Open(new MemoryStream(file), Expected, mayBeCompact: true);
        reader.Fill([("t", tensor)]);
        return tensor.data<float>().ToArray();
    }

    private static byte[] File(string header, byte[] data) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];
}
