using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Everything that a header can get wrong, seen before any tensor is made.</summary>
public class SafeTensorsHeaderTests
{
    private const string A = "\"a\":" + """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";
    private const string B = "\"b\":" + """{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}""";

    private static readonly TensorSpec[] Expected = [new("a", [2]), new("b", [1, 2])];

    [Theory]
    [InlineData("", "")]
    [InlineData("     ", "")]
    [InlineData("", ""","__metadata__":{"a":"b","c":""}""")]
    public void Padding_and_metadata_are_no_mistakes(string padding, string more)
        => Open($"{{{A},{B}{more}}}{padding}", 16).Dispose();

    [Theory]
    [InlineData("{" + A + "}", "'b' is missing")]
    [InlineData("{}", "'a' is missing")]
    [InlineData("{" + A + "," + B + ""","c":{"dtype":"F32","shape":[0],"data_offsets":[16,16]}}""", "'c'")]
    [InlineData("{" + A + "," + A + "," + B + "}", "two entries named 'a'")]
    [InlineData("{" + A + ",\"\\u0061\"" + ":{}," + B + "}", "two entries named 'a'")]
    [InlineData("{" + A + ""","b":{"dtype":"F16","shape":[1,2],"data_offsets":[8,16]}}""", "'F16'")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}""", "(2, 1), not (1, 2)")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2,1],"data_offsets":[8,16]}}""", "(1, 2, 1)")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[],"data_offsets":[8,16]}}""", "'b' has the shape ()")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[-1,-2],"data_offsets":[8,16]}}""", "b.shape")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1.0,2],"data_offsets":[8,16]}}""", "b.shape")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":["1",2],"data_offsets":[8,16]}}""", "b.shape")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[8,16]}}""", "has the shape")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,99999999999999999999],"data_offsets":[8,16]}}""", "b.shape")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""", "begin at byte 0, those before end at 8")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}""", "begin at byte 4")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]}}""", "begin at byte 12")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,24]}}""", "16 bytes of data, not 8")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[16,8]}}""", "-8 bytes")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[9223372036854775807,0]}}""", "bytes of data, not 8")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[8]}}""", "two data offsets")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2]}}""", "two data offsets")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""", "repeated property 'dtype'")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16],"more":1}}""", "property 'more'")]
    [InlineData("{" + A + ""","b":{"shape":[1,2],"data_offsets":[8,16]}}""", "'none'")]
    [InlineData("{" + A + ""","b":null}""", "b is Null")]
    [InlineData("{" + A + "," + B + ""","__metadata__":{"a":1}}""", "__metadata__.a")]
    [InlineData("{" + A + "," + B + ""","__metadata__":[]}""", "__metadata__")]
    [InlineData("{" + A + "," + B + "}{}", "not one of a safetensors file")]
    [InlineData("{" + A + "," + B + "", "not one of a safetensors file")]
    [InlineData("[" + "]", "not StartObject")]
    [InlineData("\0\0\0\0", "not one of a safetensors file")]
    [InlineData("{" + A + ""","b":{"dtype":"F32","shape":[[[[[[[[1]]]]]]]],"data_offsets":[8,16]}}""", "")]
    [InlineData("{\"\\ud800\":{}}", "not one of a safetensors file")]
    [InlineData("{" + A + "," + B + ",\"__metadata__\":{\"a\":\"\\ud800\"}}", "not one of a safetensors file")]
    [InlineData("{" + A + "," + B + ",\"__metadata__\":{\"\\udc00\":\"a\"}}", "not one of a safetensors file")]
    public void What_does_not_fit_the_network_is_refused(string header, string message)
    {
        var error = Assert.Throws<FormatException>(() => Open(header, 16));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "the header would be 0 bytes long")]
    [InlineData(1, "the header would be 1 bytes long")]
    [InlineData(1_048_577, "the header would be 1048577 bytes long")]
    [InlineData(-1, "the header would be 18446744073709551615 bytes long")]
    [InlineData(1_000_000, "of 1000000 bytes of the header")]
    public void An_impossible_header_length_is_refused(long length, string message)
    {
        byte[] file = File($"{{{A},{B}}}", 16);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);

        var error = Assert.Throws<FormatException>(() => SafeTensorsReader.Open(new MemoryStream(file), Expected));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(0)]
    [InlineData(100_000)]
    public void More_or_less_data_than_the_tensors_take_are_refused(int bytes)
    {
        byte[] file = File($"{{{A},{B}}}", bytes);

        Assert.Contains("take 16", Assert.Throws<FormatException>(() => SafeTensorsReader.Open(new MemoryStream(file), Expected)).Message, StringComparison.Ordinal);
        Assert.Contains("take 16", Assert.Throws<FormatException>(() => SafeTensorsReader.Open(new ForwardOnlyStream(new MemoryStream(file), 7), Expected)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_whose_bytes_are_no_Unicode_is_refused()
    {
        byte[] header = Encoding.UTF8.GetBytes($"{{{A},{B},\"__metadata__\":{{\"a\":\"?\"}}}}");
        header[Array.IndexOf(header, (byte)'?')] = 0xFF;

        Assert.Contains("not one of a safetensors file", Assert.Throws<FormatException>(() => SafeTensorsHeader.Parse(header)).Message, StringComparison.Ordinal);
    }

    private static SafeTensorsReader Open(string header, int dataBytes) => SafeTensorsReader.Open(new MemoryStream(File(header, dataBytes)), Expected);

    private static byte[] File(string header, int dataBytes)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]];
    }
}
