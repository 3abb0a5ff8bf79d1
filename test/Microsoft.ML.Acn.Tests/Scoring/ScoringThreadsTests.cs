using System.Collections.Concurrent;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Scoring;

[Collection(GlobalTorchState.Name)]
public class ScoringThreadsTests
{
    [Fact]
    public void Tasks_run_at_once_on_threads_with_a_single_thread_of_torch()
    {
        using var together = new Barrier(3);
        var factory = new TaskFactory(ScoringThreads.Of(3));

        Task<(int Torch, int Thread)>[] tasks = [.. Enumerable.Range(0, 3).Select(_ => factory.StartNew(() =>
        {
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)), "three tasks do not run at once");
            return (get_num_threads(), Environment.CurrentManagedThreadId);
        }))];

        (int Torch, int Thread)[] found = [.. tasks.Select(Result)];
        Assert.All(found, one => Assert.Equal(1, one.Torch));
        Assert.Equal(3, found.DistinctBy(one => one.Thread).Count());
    }

    [Fact]
    public void No_more_run_at_once_than_were_asked_for()
    {
        ScoringThreads.Of(4);
        int running = 0;
        var seen = new ConcurrentBag<int>();
        var factory = new TaskFactory(ScoringThreads.Of(2));

        Task<int>[] tasks = [.. Enumerable.Range(0, 40).Select(_ => factory.StartNew(() =>
        {
            seen.Add(Interlocked.Increment(ref running));
            Thread.Sleep(2);
            return Interlocked.Decrement(ref running);
        }))];

        Assert.Equal(40, tasks.Select(Result).Count());
        Assert.InRange(seen.Max(), 1, 2);
    }

    [Fact]
    public void The_counts_of_this_thread_and_of_threads_to_come_stay_as_they_are()
    {
        int here = get_num_threads(), coming = Threads.OnNew(get_num_threads);

        // All seven are ready when each has had some work.
        using var together = new Barrier(7);
        var factory = new TaskFactory(ScoringThreads.Of(7));
        Task<bool>[] tasks = [.. Enumerable.Range(0, 7).Select(_ => factory.StartNew(() => together.SignalAndWait(TimeSpan.FromSeconds(30))))];
        Assert.All(tasks.Select(Result), Assert.True);
        Assert.Equal(here, get_num_threads());
        Assert.Equal(coming, Threads.OnNew(get_num_threads));
    }

    [Fact]
    public void An_error_comes_to_who_waits_and_the_thread_goes_on()
    {
        var factory = new TaskFactory(ScoringThreads.Of(1));

        Task<int> failed = factory.StartNew(int () => throw new InvalidDataException("as asked"));

        Assert.Equal("as asked", Assert.Throws<InvalidDataException>(() => Result(failed)).Message);
        Assert.Equal(5, Result(factory.StartNew(() => 5)));
    }

    [Fact]
    public void A_row_is_scored_by_one_of_them_where_the_caller_has_several_threads()
    {
        (int Torch, int Thread) alone = Where(1), several = Where(3);

        Assert.Equal((1, Environment.CurrentManagedThreadId), alone);
        Assert.Equal(1, several.Torch);
        Assert.NotEqual(Environment.CurrentManagedThreadId, several.Thread);

        static (int, int) Where(int threads)
        {
            using var set = new ThreadScope(threads);
            (int, int) found = default;
            ScoringThreads.Run(() => found = (get_num_threads(), Environment.CurrentManagedThreadId));
            return found;
        }
    }

    [Fact]
    public void An_error_of_a_row_comes_to_the_caller()
    {
        using var set = new ThreadScope(2);

        Assert.Equal("as asked", Assert.Throws<InvalidDataException>(() => ScoringThreads.Run(() => throw new InvalidDataException("as asked"))).Message);
    }

    [Fact]
    public void Short_rows_of_narrow_networks_suit_one_thread()
    {
        using AcnTransformer model = TinyModel.Train(new MLContext(seed: 1));

        // 32 features: 512 tokens.
        Assert.Equal([true, true, false], new[] { 1, 512, 513 }.Select(model.Engine.SuitsOneThread));
    }

    private static T Result<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
