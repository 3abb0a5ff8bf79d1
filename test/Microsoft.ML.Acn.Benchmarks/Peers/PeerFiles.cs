using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>What <see cref="TorchPeer"/> reads: weights as safetensors, arrays as they lie in memory, and a description of both.</summary>
internal sealed class PeerFiles : IDisposable
{
    private readonly Dictionary<string, object> _arrays = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("acn-peer-").FullName;

    public void Add(string name, ReadOnlySpan<int> numbers, params int[] shape)
    {
        long[] wide = new long[numbers.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = numbers[i];
        Add(name, wide, shape);
    }

    public void Add(string name, ReadOnlySpan<long> numbers, params int[] shape) => Write(name, "i64", MemoryMarshal.AsBytes(numbers), shape);

    public void Add(string name, ReadOnlySpan<float> numbers, params int[] shape) => Write(name, "f32", MemoryMarshal.AsBytes(numbers), shape);

    public void Add(string name, ReadOnlySpan<byte> numbers, params int[] shape) => Write(name, "u8", numbers, shape);

    /// <param name="network">The weights.</param>
    /// <param name="description">What the script calls <c>config</c>.</param>
    public void Add(AcnNetwork network, Dictionary<string, object> description)
    {
        using (FileStream weights = File.Create(Path.Combine(Folder, "weights.safetensors")))
            SafeTensorsWriter.Write(weights, [.. network.Weights()]);
        File.WriteAllText(Path.Combine(Folder, "network.json"), JsonSerializer.Serialize(new { network = description, batch = _arrays }));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, string type, ReadOnlySpan<byte> bytes, int[] shape)
    {
        File.WriteAllBytes(Path.Combine(Folder, $"{name}.{type}"), bytes);
        _arrays[name] = new { type, shape };
    }
}
