using Microsoft.ML.Acn.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Memory for tables of which a step touches rows here and there.</summary>
internal static class LargeTable
{
    /// <summary>Zeros in 32 bits, on a CPU in huge pages where the system has them.</summary>
    /// <param name="device">Where they are.</param>
    /// <param name="shape">(R, C)</param>
    public static unsafe Tensor Zeros(Device device, params long[] shape)
    {
        Tensor table = empty(shape, dtype: ScalarType.Float32, device: device);
        if (device.type == DeviceType.CPU && table.numel() > 0)
            HugePages.Ask((nint)HostNumbers.Pointer(table), table.numel() * sizeof(float));
        using Tensor _ = table.zero_();
        return table;
    }
}
