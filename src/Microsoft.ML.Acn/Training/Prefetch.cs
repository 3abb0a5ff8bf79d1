using System.Collections.Concurrent;

namespace Microsoft.ML.Acn.Training;

/// <summary>Makes the items of a sequence on another thread, some ahead of the one that uses them.</summary>
internal static class Prefetch
{
    /// <summary>
    /// The same items in the same order. What the source throws is thrown where its item would have been. When the result is left, early or
    /// not, the source has ended too: nothing that it uses is touched any more.
    /// </summary>
    /// <param name="source">Enumerated on one other thread, once the result is.</param>
    /// <param name="capacity">Items that may be ready and not taken.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> source, int capacity)
    {
        using var stop = new CancellationTokenSource();
        using var ready = new BlockingCollection<T>(capacity);
        Task producer = Task.Factory.StartNew(
            () => Produce(source, ready, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (T item in ready.GetConsumingEnumerable())
                yield return item;
            producer.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            // Who leaves early does not want to know of an error that comes later.
            producer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }

    private static void Produce<T>(IEnumerable<T> source, BlockingCollection<T> ready, CancellationToken stop)
    {
        try
        {
            foreach (T item in source)
                ready.Add(item, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for more.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
