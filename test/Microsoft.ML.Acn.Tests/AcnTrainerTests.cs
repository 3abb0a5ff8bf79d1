using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

public class AcnTrainerTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_GPU_of_the_context_or_the_options_is_asked_for()
    {
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(30));
        _context.FallbackToCpu = false;

        Assert.Contains("GPU 999", Assert.Throws<AcnBackendException>(() => TinyModel.Train(_context, options => options.GpuDeviceId = 999, data)).Message, StringComparison.Ordinal);
        _context.GpuDeviceId = 998;
        Assert.Contains("GPU 998", Assert.Throws<AcnBackendException>(() => TinyModel.Train(_context, null, data)).Message, StringComparison.Ordinal);
        using AcnTransformer model = TinyModel.Train(_context, options => options.FallbackToCpu = true, data);
        Assert.Equal(2, model.Depth);
    }
}
