using System.IO.Compression;
using System.Security.Cryptography;
using Datasets;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Samples;

public class IdxFileTests
{
    // Two images of 1 x 3 pixels: 00 00, unsigned bytes, three dimensions, then 2, 1 and 3.
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60];

    [Theory]
    [InlineData("images-idx3-ubyte")]
    [InlineData("images-idx3-ubyte.gz")]
    public void The_values_follow_the_sizes(string name)
    {
        using var folder = new TemporaryFolder();

        ReadOnlyMemory<byte> values = IdxFile.Read(Write(folder, name, Images), Hash(Images), 2, 1, 3);

        Assert.Equal([10, 20, 30, 40, 50, 60], values.ToArray());
    }

    [Theory]
    [InlineData(2, 9, "is no IDX file of 2 x 1 x 3 bytes")] // signed bytes
    [InlineData(3, 1, "is no IDX file of 2 x 1 x 3 bytes")] // one dimension
    [InlineData(4, 127, "is no IDX file of 2 x 1 x 3 bytes")] // two thousand million images
    [InlineData(7, 3, "is no IDX file of 2 x 1 x 3 bytes")]
    [InlineData(21, 61, "is damaged or another version")]
    public void Another_byte_is_found(int position, byte value, string message)
    {
        byte[] changed = [.. Images];
        changed[position] = value;
        Refused(changed, message);
    }

    [Fact]
    public void A_file_that_ends_early_or_goes_on_is_refused()
    {
        Refused(Images[..^1], "is damaged or cut off");
        Refused(Images[..10], "is damaged or cut off");
        Refused([], "is damaged or cut off");
        Refused([.. Images, 70], "goes on after");
    }

    [Fact]
    public void A_file_that_is_not_compressed_in_spite_of_its_name_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "images.gz");
        File.WriteAllBytes(path, Images);

        var error = Assert.Throws<DatasetException>(() => IdxFile.Read(path, Hash(Images), 2, 1, 3));

        Assert.StartsWith($"{path} is damaged or cut off", error.Message, StringComparison.Ordinal);
    }

    private static void Refused(byte[] content, string message)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "images", "images.gz" })
        {
            string path = Write(folder, name, content);
            var error = Assert.Throws<DatasetException>(() => IdxFile.Read(path, Hash(Images), 2, 1, 3));
            Assert.StartsWith($"{path} {message}", error.Message, StringComparison.Ordinal);
        }
    }

    private static string Write(TemporaryFolder folder, string name, byte[] content)
    {
        string path = Path.Combine(folder.Path, name);
        using Stream file = File.Create(path);
        using Stream target = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(content);
        return path;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
