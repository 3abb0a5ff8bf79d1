using Microsoft.ML.Acn.Interop;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Interop;

/// <summary>
/// For tests that look at state which belongs to the whole process (random numbers, number of threads, counts of tensors):
/// they run one after the other when all other tests are done.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class GlobalTorchState
{
    public const string Name = "Global state of torch";
}

[Collection(GlobalTorchState.Name)]
public class TorchBackendRandomStateTests
{
    [Fact]
    public void Loading_and_choosing_leave_the_global_random_state_alone()
    {
        using var before = torch.random.get_rng_state();

        TorchBackend.EnsureLoaded();
        TorchBackend.Choose(0, fallbackToCpu: true);

        using var after = torch.random.get_rng_state();
        Assert.Equal(before.data<byte>().ToArray(), after.data<byte>().ToArray());
    }
}
