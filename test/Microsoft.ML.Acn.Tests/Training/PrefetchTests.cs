using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class PrefetchTests
{
    [Fact]
    public void Items_come_in_their_order()
        => Assert.Equal(Enumerable.Range(0, 1_000), Prefetch.Of(Enumerable.Range(0, 1_000), 3));

    [Fact]
    public void The_source_runs_on_one_other_thread()
    {
        int[] threads = [.. Prefetch.Of(Enumerable.Range(0, 50).Select(_ => Environment.CurrentManagedThreadId), 2)];

        Assert.Single(threads.Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads[0]);
    }

    [Fact]
    public void The_source_is_never_further_ahead_than_allowed()
    {
        int made = 0;
        int taken = 0;
        foreach (int _ in Prefetch.Of(Enumerable.Range(0, 200).Select(_ => Interlocked.Increment(ref made)), 4))
        {
            taken++;
            // Four wait in line and one more is made while there is no room for it.
            Assert.True(Volatile.Read(ref made) <= taken + 5);
        }
        Assert.Equal(200, taken);
    }

    [Fact]
    public void An_error_comes_where_its_item_would_have_been()
    {
        var seen = new List<int>();

        Assert.Throws<NotSupportedException>(() =>
        {
            foreach (int item in Prefetch.Of(Enumerable.Range(0, 10).Select(i => i < 7 ? i : throw new NotSupportedException()), 2))
                seen.Add(item);
        });

        Assert.Equal(Enumerable.Range(0, 7), seen);
    }

    [Fact]
    public void An_error_that_nobody_came_to_is_not_reported_as_unseen()
    {
        int unseen = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerExceptions.Any(inner => inner is NotSupportedException))
                unseen++;
        }

        TaskScheduler.UnobservedTaskException += Count;
        LeaveEarly();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Count;

        Assert.Equal(0, unseen);

        static void LeaveEarly() => Assert.Equal([0], Prefetch.Of(Enumerable.Range(0, 10).Select(i => i < 1 ? i : throw new NotSupportedException()), 4).Take(1));
    }

    [Fact]
    public void A_result_that_is_left_early_leaves_nothing_running()
    {
        int running = 0;
        IEnumerable<int> Endless()
        {
            Interlocked.Increment(ref running);
            try
            {
                for (int i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }

        Assert.Equal([0, 1, 2], Prefetch.Of(Endless(), 2).Take(3));

        Assert.Equal(0, Volatile.Read(ref running));
    }
}
