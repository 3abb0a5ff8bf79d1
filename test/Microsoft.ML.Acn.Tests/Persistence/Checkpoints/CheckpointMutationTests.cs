using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Reliability.Mutation;

namespace Microsoft.ML.Acn.Tests.Persistence.Checkpoints;

/// <summary>Checkpoints changed at random, mostly by somebody who also puts the hash right, so that all other checks are reached.</summary>
public sealed class CheckpointMutationTests : IDisposable
{
    private const int Cases = 900;

    private readonly MadeUpCheckpoint _checkpoint = new();

    private string Path => _checkpoint.Path;

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public void Whatever_is_changed_the_checkpoint_is_read_or_refused_by_a_FormatException()
    {
        _checkpoint.Write();
        byte[] intact = File.ReadAllBytes(Path);
        var random = new Random(20_261_127);
        int read = 0;
        for (int i = 0; i < Cases; i++)
        {
            bool isSealed = random.Next(4) > 0;
            byte[] changed = Changed(intact[..^SHA256.HashSizeInBytes], random);
            File.WriteAllBytes(Path, [.. changed, .. isSealed ? SHA256.HashData(changed) : intact[^SHA256.HashSizeInBytes..]]);

            Exception? error = Record.Exception(() =>
            {
                Assert.NotNull(CheckpointFile.ReadHead(Path));
                CheckpointFile.ReadInto(Path, _checkpoint.Parts);
            });

            Assert.True(error is null || (error is FormatException && error.Message.Contains(Path, StringComparison.Ordinal)), $"case {i}: {error}");
            if (error is not null)
                continue;
            read++;
            Assert.True(isSealed || File.ReadAllBytes(Path).AsSpan().SequenceEqual(intact), $"case {i} was read in spite of its hash");
            Assert.All(_checkpoint.Weights.data<float>().ToArray(), number => Assert.True(float.IsFinite(number)));
            Assert.All(_checkpoint.Sums, number => Assert.True(double.IsFinite(number)));
        }
        // Other numbers are as good as the old ones; were none read, the checks behind the hash would not be looked at.
        Assert.InRange(read, Cases / 30, Cases * 3 / 4);
    }

    private static byte[] Changed(byte[] file, Random random) => random.Next(3) switch
    {
        0 => ByteMutator.Mutate(file, random),
        1 => SafeTensorsMutator.Mutate(file, random),
        _ => WithHead(file, random),
    };

    /// <summary>The head is JSON within a text of the header's JSON.</summary>
    private static byte[] WithHead(byte[] file, Random random)
    {
        int length = (int)BitConverter.ToUInt64(file);
        JsonNode header = JsonNode.Parse(file.AsSpan(sizeof(ulong), length))!;
        byte[] head = Encoding.UTF8.GetBytes((string)header["__metadata__"]!["checkpoint"]!);
        head = random.Next(2) == 0 ? JsonMutator.Mutate(head, random) : ByteMutator.Mutate(head, random);
        header["__metadata__"]!["checkpoint"] = Encoding.UTF8.GetString(head);
        byte[] changed = Encoding.UTF8.GetBytes(header.ToJsonString());
        return [.. BitConverter.GetBytes((ulong)changed.Length), .. changed, .. file[(sizeof(ulong) + length)..]];
    }
}
