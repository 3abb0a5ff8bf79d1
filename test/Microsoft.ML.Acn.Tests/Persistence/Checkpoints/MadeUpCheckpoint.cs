using System.Security.Cryptography;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Persistence.Checkpoints;

/// <summary>A checkpoint with a part of each type, in a folder of its own.</summary>
internal sealed class MadeUpCheckpoint : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Tensor _mask = tensor(new[] { true, false, true });
    private readonly ResumableRandom _random = new(1);

    public string Folder => _folder.Path;

    public string Path => _folder.File("file");

    public Tensor Weights { get; } = arange(0, 6, dtype: ScalarType.Float32).reshape(2, 3);

    public bool[] Mask => _mask.data<bool>().ToArray();

    public double[] Sums { get; } = [1e-300, -2.5, Math.PI];

    public long Count { get; private set; } = 7;

    /// <summary>What the random numbers go on with.</summary>
    public byte[] Random => _random.Save();

    public StatePart[] Parts =>
    [
        StatePart.Of("weights", Weights),
        StatePart.Of("mask", _mask),
        StatePart.Of("sums", Sums),
        StatePart.Of("sum", () => Sums[0], sum => Sums[0] = sum),
        StatePart.Count("count", () => Count, count => Count = count, 10),
        StatePart.Of("random", ResumableRandom.StateLength, _random.Save, state => _random.Restore(state)),
    ];

    public void Write(Func<string, Stream>? open = null)
        => CheckpointFile.Write(Path, new CheckpointHead { Format = 1, Run = new(StringComparer.Ordinal) { ["Seed"] = "1", ["LearningRate"] = "0.01" }, Products = "Float32", HasBest = false, IsFinished = false }, Parts, open);

    /// <summary>Puts other bytes in place, with the hash that belongs to them.</summary>
    public void Seal(byte[] bytes) => File.WriteAllBytes(Path, [.. bytes, .. SHA256.HashData(bytes)]);

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        using IDisposable untracked = no_grad();
        Weights.zero_();
        _mask.zero_();
        Array.Clear(Sums);
        Count = 0;
        _random.Next();
    }

    public void Dispose()
    {
        Weights.Dispose();
        _mask.Dispose();
        _folder.Dispose();
    }
}
