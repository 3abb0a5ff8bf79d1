using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Interop;

/// <summary>Loads torch's native libraries and chooses the device to compute on.</summary>
/// <remarks>
/// <see cref="EnsureLoaded"/> has to come before the first use of any member of <see cref="torch"/>. Where the
/// libraries do not load, that class's static constructor would print a trace of several pages to the console, copy
/// half a gigabyte out of the package cache in search of a remedy, and leave the class unusable for good.
/// </remarks>
internal static class TorchBackend
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Loads the native libraries at the first call; later calls cost nothing, or throw the same exception.</summary>
    /// <exception cref="AcnBackendException">They cannot be loaded; the message says why and what to do.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    /// <summary>
    /// The device that <c>MLContext.GpuDeviceId</c> and <c>MLContext.FallbackToCpu</c> ask for.
    /// </summary>
    /// <param name="gpuDeviceId">Number of a CUDA device, from 0; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether the CPU will do where there is no such CUDA device.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gpuDeviceId"/> is negative.</exception>
    /// <exception cref="AcnBackendException">No backend loads, or there is no such device and the CPU will not do.</exception>
    public static Device Choose(int? gpuDeviceId, bool fallbackToCpu)
    {
        EnsureLoaded();
        return Choose(gpuDeviceId, fallbackToCpu, () => cuda.is_available() ? cuda.device_count() : 0);
    }

    /// <summary>The same, given a way to count CUDA devices; it is asked only when one is wanted, since it starts CUDA.</summary>
    internal static Device Choose(int? gpuDeviceId, bool fallbackToCpu, Func<int> countGpus)
    {
        if (gpuDeviceId is not int wanted)
        {
            return new Device(DeviceType.CPU);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(gpuDeviceId));
        var count = countGpus();
        if (wanted < count)
        {
            return new Device(DeviceType.CUDA, wanted);
        }

        if (fallbackToCpu)
        {
            return new Device(DeviceType.CPU);
        }

        throw new AcnBackendException(
            $"MLContext.GpuDeviceId asks for GPU {wanted} and FallbackToCpu is off, but torch finds "
            + (count == 0
                ? "no CUDA device: the application needs TorchSharp-cuda-linux or TorchSharp-cuda-windows in place of the CPU package, and the machine an NVIDIA driver."
                : $"{count} CUDA device(s), numbered from 0 to {count - 1}."));
    }

    private static bool Load()
    {
        try
        {
            if (!IsInPackageFolder())
            {
                NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, null);
                NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            }

            InitializeDeviceType(DeviceType.CPU);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException or NotSupportedException)
        {
            // Torch's static constructor is the first to call a function of the libraries, and hides what comes of it.
            string message = (e is TypeInitializationException ? e.InnerException ?? e : e).Message;
            throw new AcnBackendException(NativeBackendExplanation.Explain(NativeBackendFacts.Collect(message)), e);
        }
    }

    /// <summary>In a notebook the assemblies stay in their packages, and TorchSharp has its own way to the native ones.</summary>
    private static bool IsInPackageFolder()
    {
        var folder = Path.GetDirectoryName(typeof(torch).Assembly.Location);
        return Path.GetFileName(Path.GetDirectoryName(folder)) == "lib";
    }
}
