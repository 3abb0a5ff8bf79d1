using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Finds out whether bfloat16 matrix products are worth their loss of digits on a device: on a CPU with instructions for them they are
/// several times as fast as 32-bit ones, on one without they are slower.
/// </summary>
internal static class PrecisionProbe
{
    private const double WorthwhileRatio = 1.5;
    private static readonly ConcurrentDictionary<(string Device, int Threads), ScalarType> _found = new();

    /// <summary>The format that the option asks for; for Auto the faster one, measured once per process, device and thread count.</summary>
    public static ScalarType Choose(AcnPrecision precision, Device device) => precision switch
    {
        AcnPrecision.Float32 => ScalarType.Float32,
        AcnPrecision.BFloat16 => ScalarType.BFloat16,
        _ => _found.GetOrAdd((device.ToString(), get_num_threads()), _ => Measure(device)),
    };

    private static ScalarType Measure(Device device)
    {
        using var _ = no_grad();
        double single = Seconds(ScalarType.Float32, device), brain = Seconds(ScalarType.BFloat16, device);
        return brain * WorthwhileRatio < single ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    /// <summary>The fastest of a few products of a layer's size (1,024 x 128 by 128 x 512); the minimum shrugs off other load.</summary>
    private static double Seconds(ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        Tensor left = ones([1024, 128], dtype: type, device: device), right = ones([128, 512], dtype: type, device: device);
        double best = double.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tensor product = mm(left, right);
            // Reading an element waits for devices that work asynchronously.
            TensorMath.ToNumber(product.narrow(0, 0, 1).narrow(1, 0, 1));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
