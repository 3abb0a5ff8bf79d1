using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Interop;

/// <summary>What a component asks of the MLContext that it lives in.</summary>
internal static class MlNetHost
{
    /// <summary>The environment behind a catalog of an MLContext.</summary>
    public static IHostEnvironment EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MlNetVersionProbe.EnsureSupported();
        return Microsoft.ML.Data.CatalogUtils.GetEnvironment(catalog);
    }

    /// <summary>Throws <see cref="OperationCanceledException"/> when the execution of the context was cancelled.</summary>
    public static void ThrowIfCancelled(IHostEnvironment host) => host.CheckAlive();

    /// <summary>The device that the options ask for, or else the MLContext (<c>GpuDeviceId</c>, <c>FallbackToCpu</c>).</summary>
    public static Device DeviceFor(IHostEnvironment host, int? gpuDeviceId = null, bool? fallbackToCpu = null)
    {
        var settings = host as IHostEnvironmentInternal;
        return TorchBackend.Choose(gpuDeviceId ?? settings?.GpuDeviceId, fallbackToCpu ?? settings?.FallbackToCpu ?? true);
    }
}
