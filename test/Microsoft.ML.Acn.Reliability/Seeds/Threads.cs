namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>Work on several threads at once.</summary>
internal static class Threads
{
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
