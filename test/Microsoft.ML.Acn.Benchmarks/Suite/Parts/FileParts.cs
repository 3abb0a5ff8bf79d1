using BenchmarkDotNet.Attributes;
using Microsoft.ML.Acn.Persistence;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Parts;

/// <summary>Weights to and from memory, of <see cref="Megabytes"/> MB; the figures are per MB.</summary>
public class FileParts
{
    private const int Megabytes = 64;
    private const int Tensors = 8;
    private const int Numbers = Megabytes * 1_000_000 / sizeof(float) / Tensors;

    private readonly (string Name, Tensor Tensor)[] _weights = [.. Enumerable.Range(0, Tensors).Select(i => ($"weight{i}", randn(Numbers)))];
    private TensorSpec[] _specs = null!;
    private byte[] _file = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _specs = [.. TensorSpec.Of(_weights)];
        _file = new byte[SafeTensorsWriter.LengthOf(_specs)];
        Write();
    }

    [Benchmark(Description = "write safetensors, hashed and checked", OperationsPerInvoke = Megabytes)]
    public byte[] Write()
    {
        using var stream = new MemoryStream(_file);
        return SafeTensorsWriter.Write(stream, _weights);
    }

    [Benchmark(Description = "read safetensors, hashed and checked", OperationsPerInvoke = Megabytes)]
    public byte[] Read()
    {
        using var stream = new MemoryStream(_file);
        using SafeTensorsReader reader = SafeTensorsReader.Open(stream, _specs);
        return reader.Fill(_weights);
    }

    [GlobalCleanup]
    public void Free()
    {
        foreach ((_, Tensor tensor) in _weights)
            tensor.Dispose();
    }
}
