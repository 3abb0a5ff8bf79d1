using Microsoft.ML.Acn.Interop;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Interop;

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

    [Fact]
    public void Threads_that_first_compute_in_a_scope_have_the_count_of_the_process()
    {
        int before = Threads.OnNew(get_num_threads);

        using (new ThreadScope(before + 1))
        {
            Assert.Equal(before, Threads.OnNew(get_num_threads));
            Assert.Equal(before + 1, get_num_threads());
        }

        Assert.Equal(before, Threads.OnNew(get_num_threads));
    }

    [Fact]
    public void A_count_of_the_thread_and_one_of_the_process_are_both_given_back()
    {
        int process = Threads.OnNew(get_num_threads);

        int[] seen = Threads.OnNew(() =>
        {
            // A thread that has not asked or computed before would still take the count of the process.
            get_num_threads();
            set_num_threads(process + 3);
            SetOnNewThread(process);
            using (new ThreadScope(process + 1))
            {
                // As a host program might while a fit runs.
                SetOnNewThread(process + 2);
            }
            return new[] { get_num_threads(), Threads.OnNew(get_num_threads) };
        });
        SetOnNewThread(process);

        Assert.Equal([process + 3, process + 2], seen);
    }

    [Fact]
    public void Scopes_of_other_threads_are_none_of_this_one()
    {
        int before = get_num_threads();
        using var isOpen = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        int inOther = 0;
        var other = new Thread(() =>
        {
            using var scope = new ThreadScope(before + 1);
            isOpen.Set();
            mayEnd.Wait();
            inOther = get_num_threads();
        })
        { IsBackground = true };
        other.Start();
        isOpen.Wait();

        using (new ThreadScope(before + 2))
            Assert.Equal(before + 2, get_num_threads());
        mayEnd.Set();
        other.Join();

        Assert.Equal((before, before + 1, before), (get_num_threads(), inOther, Threads.OnNew(get_num_threads)));
    }

    private static void SetOnNewThread(int count) => Threads.OnNew(() =>
    {
        set_num_threads(count);
        return count;
    });
}
