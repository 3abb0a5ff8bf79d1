using System.Security.Cryptography;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Persistence.Checkpoints;

public sealed class StatePartTests : IDisposable
{
    private static readonly CheckpointHead _head = new() { Format = 1, Run = new(StringComparer.Ordinal), Products = "Float32", HasBest = false, IsFinished = false };

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("file");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Numbers_of_64_bits_that_are_none_are_neither_written_nor_read(double none)
    {
        double[] numbers = [1e-300, -2.5, 3];
        foreach (StatePart sums in new[] { StatePart.Of("sums", numbers), StatePart.Of("sums", () => numbers[2], sum => numbers[2] = sum) })
        {
            numbers[2] = 3;
            CheckpointFile.Write(Path, _head, [sums]);
            byte[] before = File.ReadAllBytes(Path);
            numbers[2] = none;
            Assert.Contains("'sums'", Assert.Throws<NotFiniteNumberException>(() => CheckpointFile.Write(Path, _head, [sums])).Message, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(Path));

            byte[] bytes = before[..^32];
            BitConverter.GetBytes(none).CopyTo(bytes, bytes.Length - sizeof(double));
            File.WriteAllBytes(Path, [.. bytes, .. SHA256.HashData(bytes)]);
            Assert.Contains("'sums'", Assert.Throws<FormatException>(() => CheckpointFile.ReadInto(Path, [sums])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_figure_that_may_be_infinite_comes_back()
    {
        double loss = double.PositiveInfinity;
        StatePart[] parts = [StatePart.Of("loss", () => loss, read => loss = read, isAlwaysFinite: false)];
        CheckpointFile.Write(Path, _head, parts);
        loss = 0;

        CheckpointFile.ReadInto(Path, parts);

        Assert.Equal(double.PositiveInfinity, loss);
    }
}
