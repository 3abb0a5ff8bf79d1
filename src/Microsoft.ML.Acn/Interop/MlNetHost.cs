using Microsoft.ML.Data;
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

    /// <inheritdoc cref="EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers)"/>
    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MlNetVersionProbe.EnsureSupported();
        return Microsoft.ML.Data.CatalogUtils.GetEnvironment(catalog);
    }

    /// <inheritdoc cref="EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers)"/>
    public static IHostEnvironment EnvironmentOf(TransformsCatalog.TextTransforms catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MlNetVersionProbe.EnsureSupported();
        return Microsoft.ML.Data.CatalogUtils.GetEnvironment(catalog);
    }

    /// <summary>Throws <see cref="OperationCanceledException"/> when the execution of the context was cancelled.</summary>
    public static void ThrowIfCancelled(IHostEnvironment host) => host.CheckAlive();

    /// <summary>Writes to <c>MLContext.Log</c>.</summary>
    public static void Log(IHost host, string operation, string message)
    {
        using IChannel channel = host.Start(operation);
        channel.Info(message);
    }

    /// <summary>Warns in <c>MLContext.Log</c>.</summary>
    public static void Warn(IHost host, string operation, string message)
    {
        using IChannel channel = host.Start(operation);
        channel.Warning(message);
    }

    /// <summary>Rows that are held after they have been read once, if the columns that matter are of types that ML.NET can hold.</summary>
    public static IDataView Held(IHostEnvironment host, IDataView rows, IEnumerable<string> columns)
    {
        var held = new CacheDataView(host, rows, null);
        // What it cannot hold it leaves out.
        return columns.All(name => held.Schema.GetColumnOrNull(name) is not null) ? held : rows;
    }

    /// <summary>The device that the options ask for, or else the MLContext (<c>GpuDeviceId</c>, <c>FallbackToCpu</c>).</summary>
    public static Device DeviceFor(IHostEnvironment host, int? gpuDeviceId = null, bool? fallbackToCpu = null)
    {
        var settings = host as IHostEnvironmentInternal;
        return TorchBackend.Choose(gpuDeviceId ?? settings?.GpuDeviceId, fallbackToCpu ?? settings?.FallbackToCpu ?? true);
    }
}
