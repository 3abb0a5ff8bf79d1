using Microsoft.ML.Acn.Interop;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Interop;

public class TorchBackendTests
{
    [Fact]
    public void Loading_twice_is_as_good_as_once()
    {
        TorchBackend.EnsureLoaded();
        TorchBackend.EnsureLoaded();
    }

    [Fact]
    public void No_gpu_asked_for_means_the_cpu_and_no_question_to_cuda()
    {
        var device = TorchBackend.Choose(null, fallbackToCpu: false, () => throw new InvalidOperationException("asked"));

        Assert.Equal(DeviceType.CPU, device.type);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public void A_gpu_that_is_there_is_taken(int wanted, int count)
    {
        var device = TorchBackend.Choose(wanted, fallbackToCpu: true, () => count);

        Assert.Equal((DeviceType.CUDA, wanted), (device.type, device.index));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    public void A_gpu_that_is_missing_falls_back_to_the_cpu_where_allowed(int wanted, int count)
    {
        var device = TorchBackend.Choose(wanted, fallbackToCpu: true, () => count);

        Assert.Equal(DeviceType.CPU, device.type);
    }

    [Theory]
    [InlineData(0, 0, "no CUDA device")]
    [InlineData(2, 2, "2 CUDA device(s), numbered from 0 to 1")]
    public void A_gpu_that_is_missing_is_an_error_where_the_cpu_will_not_do(int wanted, int count, string found)
    {
        var error = Assert.Throws<AcnBackendException>(() => TorchBackend.Choose(wanted, fallbackToCpu: false, () => count));

        Assert.Contains($"GPU {wanted}", error.Message, StringComparison.Ordinal);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_number_is_no_gpu()
    {
        Assert.Throws<ArgumentOutOfRangeException>("gpuDeviceId", () => TorchBackend.Choose(-1, fallbackToCpu: true, () => 1));
    }

    [Fact]
    public void This_machine_answers_the_question_for_gpus()
    {
        var device = TorchBackend.Choose(0, fallbackToCpu: true);

        Assert.Equal(torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, device.type);
    }
}
