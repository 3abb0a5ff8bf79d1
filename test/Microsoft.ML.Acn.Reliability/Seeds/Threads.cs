namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>Work on several threads at once.</summary>
internal static class Threads
{
    /// <summary>What some work gives on a thread of its own.</summary>
    /// <exception cref="AggregateException">It failed.</exception>
    public static T OnNew<T>(Func<T> work)
    {
        T result = default!;
        Run(1, _ => result = work());
        return result;
    }

    /// <summary>Runs the work on threads of its own that begin together, and waits for all of them.</summary>
    /// <exception cref="AggregateException">Some failed.</exception>
    public static void Run(int count, Action<int> work)
    {
        var errors = new List<Exception>();
        using var barrier = new Barrier(count);
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                barrier.SignalAndWait();
                work(i);
            }
            catch (Exception e)
            {
                lock (errors)
                    errors.Add(e);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (errors.Count > 0)
            throw new AggregateException(errors);
    }
}
