using System.Diagnostics;
using Microsoft.ML.Acn.Benchmarks.Peers;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>What the machine can do: the speed of matrix products of the shapes in use, and of memory.</summary>
internal static class MachineLimit
{
    private const double OperationsPerMeasure = 2e10;
    private const long BytesCopied = 256L << 20;
    private const int Repeats = 3;

    /// <summary>A product that is large in all directions. Rows, inputs, outputs.</summary>
    public static (int Rows, int Inputs, int Outputs) Large { get; } = (1_024, 1_024, 1_024);

    /// <summary>Operations per second of libtorch's ordinary product; the best of some repeats.</summary>
    public static double Product((int Rows, int Inputs, int Outputs) shape, ScalarType type)
        => Best(shape, times => Seconds(shape, times, (a, b) => matmul(a, b), type));

    /// <summary>The same as a convolution of one pixel, which libtorch gives to oneDNN; 0 where networks do not take this way.</summary>
    public static double Pointwise((int Rows, int Inputs, int Outputs) shape)
        => !PointwiseProduct.IsFasterHere ? 0 : Best(shape, times =>
        {
            using Tensor bias = zeros(shape.Outputs);
            return Seconds(shape, times, (a, b) => PointwiseProduct.Apply(a, b.t(), bias), ScalarType.Float32);
        });

    /// <summary>The fastest of the library's ways with some shapes and one large one.</summary>
    public static double Fastest(IEnumerable<(int Rows, int Inputs, int Outputs)> shapes, ScalarType type)
        => shapes.Append(Large).Max(shape => Math.Max(Product(shape, type), type == ScalarType.Float32 ? Pointwise(shape) : 0));

    /// <summary>The same of PyTorch's product.</summary>
    public static double Product((int Rows, int Inputs, int Outputs) shape, TorchPeer peer)
        => Best(shape, times => peer.Product(shape.Rows, shape.Inputs, shape.Outputs, times));

    /// <summary>Bytes read and written per second when a large array is copied.</summary>
    public static double MemoryBandwidth()
    {
        using var scope = NewDisposeScope();
        Tensor from = ones(BytesCopied / sizeof(float)), to = zeros_like(from);
        double best = 0;
        for (int i = 0; i <= Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            to.copy_(from);
            best = Math.Max(best, 2 * BytesCopied / clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static double Best((int Rows, int Inputs, int Outputs) shape, Func<int, double> seconds)
    {
        double operations = 2.0 * shape.Rows * shape.Inputs * shape.Outputs;
        int times = (int)Math.Max(OperationsPerMeasure / operations, 1);
        return Enumerable.Range(0, Repeats).Max(_ => times * operations / seconds(times));
    }

    private static double Seconds((int Rows, int Inputs, int Outputs) shape, int times, Func<Tensor, Tensor, Tensor> multiply, ScalarType type)
    {
        using IDisposable inference = inference_mode();
        using var scope = NewDisposeScope();
        Tensor a = randn(shape.Rows, shape.Inputs).to_type(type), b = randn(shape.Inputs, shape.Outputs).to_type(type);
        multiply(a, b).Dispose();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < times; i++)
        {
            using var each = NewDisposeScope();
            multiply(a, b);
        }
        return clock.Elapsed.TotalSeconds;
    }
}
