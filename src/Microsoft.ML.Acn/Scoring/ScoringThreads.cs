using System.Collections.Concurrent;
using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Threads that score batches, each a batch of its own with a single thread of torch. Where torch shares the operations of one batch out to several
/// threads, these wait for each other after every one of them, which for short rows costs more than it gains. The threads begin when they are first asked
/// for, serve the whole process, sleep between batches and end with the process.
/// </summary>
internal sealed class ScoringThreads : TaskScheduler
{
    private static readonly ScoringThreads _ofProcess = new();

    private readonly BlockingCollection<Task> _waiting = [];
    private readonly Lock _lock = new();
    private int _count;

    private ScoringThreads()
    {
    }

    public override int MaximumConcurrencyLevel => Math.Max(Volatile.Read(ref _count), 1);

    /// <summary>A scheduler that takes turns with all others of the process, task by task.</summary>
    /// <param name="most">How many of its tasks run at once at most.</param>
    public static TaskScheduler Of(int most)
    {
        _ofProcess.Grow(most);
        return new ConcurrentExclusiveSchedulerPair(_ofProcess, most, maxItemsPerTask: 1).ConcurrentScheduler;
    }

    protected override void QueueTask(Task task) => _waiting.Add(task);

    // Not on a thread that waits for a task: it has another count.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _waiting;

    private void Grow(int threads)
    {
        if (Volatile.Read(ref _count) >= threads)
            return;
        lock (_lock)
        {
            for (; _count < threads; _count++)
                new Thread(Work) { IsBackground = true, Name = "ACN scoring" }.UnsafeStart();
        }
    }

    private void Work()
    {
        // As long as the thread lives.
        using var single = new ThreadScope(1);
        foreach (Task task in _waiting.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
