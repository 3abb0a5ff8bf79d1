using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

[Collection(GlobalTorchState.Name)]
public class ThreadScopeTests
{
    [Fact]
    public void Scopes_that_overlap_leave_the_count_as_it_was()
    {
        int before = get_num_threads();

        var first = new ThreadScope(before + 1);
        var second = new ThreadScope(before + 2);
        Assert.Equal(before + 2, get_num_threads());
        first.Dispose();
        Assert.Equal(before + 2, get_num_threads());
        second.Dispose();

        Assert.Equal(before, get_num_threads());
    }

    [Fact]
    public void Without_a_wish_nothing_is_set()
    {
        int before = get_num_threads();
        using (new ThreadScope(null))
            Assert.Equal(before, get_num_threads());
        Assert.Equal(before, get_num_threads());
    }
}
