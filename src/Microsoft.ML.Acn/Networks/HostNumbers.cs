using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Numbers of .NET's as tensors that may be multiplied.</summary>
internal static class HostNumbers
{
    /// <summary>
    /// Copies numbers to memory of torch's own. A tensor of an array lies where the garbage collector has put the array, anywhere, and MKL's sums have another order, and so other
    /// last bits, where rows begin at another place modulo the width of its registers.
    /// </summary>
    /// <param name="numbers">The numbers, row by row.</param>
    /// <param name="shape">The shape of the tensor.</param>
    /// <param name="device">Where it is to be.</param>
    public static Tensor ToTensor(float[] numbers, long[] shape, Device device)
    {
        Tensor there = tensor(numbers, shape, device: device);
        return device.type == TorchSharp.DeviceType.CPU ? there.clone() : there;
    }
}
