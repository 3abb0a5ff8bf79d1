using System.Text;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Persistence.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly MadeUpCheckpoint _checkpoint = new();

    private string Path => _checkpoint.Path;

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public void All_parts_come_back_to_the_bit()
    {
        Write();
        byte[] random = _checkpoint.Random;
        _checkpoint.Clear();
        Assert.NotEqual(random, _checkpoint.Random);

        CheckpointFile.ReadInto(Path, _checkpoint.Parts);

        Assert.Equal([0, 1, 2, 3, 4, 5], _checkpoint.Weights.data<float>().ToArray());
        Assert.Equal([true, false, true], _checkpoint.Mask);
        Assert.Equal([1e-300, -2.5, Math.PI], _checkpoint.Sums);
        Assert.Equal(7, _checkpoint.Count);
        Assert.Equal(random, _checkpoint.Random);
        Assert.Equal("1", CheckpointFile.ReadHead(Path).Run["Seed"]);
    }

    [Fact]
    public void Equal_states_are_equal_bytes()
    {
        Write();
        byte[] first = File.ReadAllBytes(Path);
        Write();

        Assert.Equal(first, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        Write();
        byte[] good = File.ReadAllBytes(Path);
        for (int at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(Path, bad);

            var error = Assert.Throws<FormatException>(() => CheckpointFile.ReadHead(Path));
            Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_cut_is_noticed()
    {
        Write();
        byte[] good = File.ReadAllBytes(Path);
        for (int length = 0; length < good.Length; length += 7)
        {
            File.WriteAllBytes(Path, good[..length]);
            Assert.Throws<FormatException>(() => CheckpointFile.ReadHead(Path));
        }
        File.WriteAllBytes(Path, [.. good, 0]);
        Assert.Throws<FormatException>(() => CheckpointFile.ReadHead(Path));
    }

    [Theory]
    [InlineData("\"shape\":[2,3]", "\"shape\":[3,2]", "'weights' has the shape (3, 2), not (2, 3)")]
    [InlineData("\"weights\"", "\"weighty\"", "'weighty'")]
    [InlineData("\"F32\",\"shape\":[2,3]", "\"U8\",\"shape\":[2,3]", "'weights' is of type 'U8'")]
    [InlineData("\"shape\":[2,3]", "\"shape\":[-1]", "whole numbers")]
    public void A_file_that_says_something_else_is_refused_though_its_hash_is_right(string old, string now, string expected)
    {
        Write();
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Path)[..^32]);
        Assert.Contains(old, text, StringComparison.Ordinal);
        _checkpoint.Seal(Encoding.Latin1.GetBytes(text.Replace(old, now.PadRight(old.Length), StringComparison.Ordinal)));

        var error = Assert.Throws<FormatException>(() => CheckpointFile.ReadInto(Path, _checkpoint.Parts));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Format", "\\ud800")]
    [InlineData("Format", "\u00C0ormat")]
    [InlineData("Seed", "\u00FF\u00FE\u00FF\u00FE")]
    public void A_head_that_is_no_Unicode_is_refused_though_its_hash_is_right(string old, string now)
    {
        Write();
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Path)[..^32]);
        Assert.Contains(old, text, StringComparison.Ordinal);
        _checkpoint.Seal(Encoding.Latin1.GetBytes(text.Replace(old, now, StringComparison.Ordinal)));

        Assert.Contains(Path, Assert.Throws<FormatException>(() => CheckpointFile.ReadHead(Path)).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => CheckpointFile.ReadInto(Path, _checkpoint.Parts));
    }

    [Fact]
    public void Numbers_that_are_none_are_refused_by_name()
    {
        Write();
        byte[] bytes = File.ReadAllBytes(Path)[..^32];
        int data = 8 + (int)BitConverter.ToUInt64(bytes);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, data);
        _checkpoint.Seal(bytes);
        Assert.Contains("'weights'", Assert.Throws<FormatException>(() => CheckpointFile.ReadInto(Path, _checkpoint.Parts)).Message, StringComparison.Ordinal);

        using IDisposable tracked = no_grad();
        _checkpoint.Weights.zero_();
        Write();
        byte[] before = File.ReadAllBytes(Path);
        _checkpoint.Weights.fill_(float.PositiveInfinity);
        Assert.Contains("'weights'", Assert.Throws<NotFiniteNumberException>(Write).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_full_disk_leaves_the_file_of_before()
    {
        Write();
        byte[] before = File.ReadAllBytes(Path);

        Assert.Throws<IOException>(() => _checkpoint.Write(path => new FullDiskStream(path, 100)));

        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Single(Directory.GetFiles(_checkpoint.Folder));
    }

    private void Write() => _checkpoint.Write();
}
