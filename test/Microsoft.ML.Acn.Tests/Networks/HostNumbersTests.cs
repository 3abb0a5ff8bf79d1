using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class HostNumbersTests
{
    [Fact]
    public void Numbers_of_each_type_are_copied()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [1.5f, -2, 3, 4, 5, 6];

        Tensor floats = HostNumbers.ToTensor<float>(numbers, [2, 3], CPU);
        numbers[0] = 99;

        Assert.Equal([2L, 3L], floats.shape);
        Assert.Equal([1.5f, -2, 3, 4, 5, 6], floats.data<float>().ToArray());
        Assert.Equal([7, -8], HostNumbers.ToTensor<int>([7, -8], [2], CPU).data<int>().ToArray());
        Assert.Equal([long.MaxValue], HostNumbers.ToTensor<long>([long.MaxValue], [1], CPU).data<long>().ToArray());
        Assert.Equal(new byte[] { 0, 255 }, HostNumbers.ToTensor<byte>([0, 255], [2], CPU).data<byte>().ToArray());
    }

    [Fact]
    public void There_may_be_none_but_not_more_or_fewer_than_the_shape_has()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, HostNumbers.ToTensor<int>([], [0], CPU).numel());
        Assert.Throws<ArgumentException>(() => HostNumbers.ToTensor<float>([1, 2], [3], CPU));
        Assert.Throws<ArgumentException>(() => HostNumbers.ToTensor<float>([], [1], CPU));
        Assert.Throws<ArgumentException>(() => HostNumbers.ToTensor<float>([1, 2], [1], CPU));
    }

    [Fact]
    public void They_go_to_the_device()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(DeviceType.META, HostNumbers.ToTensor<float>([1, 2], [2], META).device_type);
    }
}
