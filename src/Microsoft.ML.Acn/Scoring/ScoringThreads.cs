using System.Collections.Concurrent;
using Microsoft.ML.Acn.Interop;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Threads that score batches or rows, each one of its own with a single thread of torch. Where torch shares the operations of one batch out to several
/// threads, these wait for each other after every one of them, which for short rows costs more than it gains. The threads begin when they are first asked
/// for, serve the whole process, sleep when there is nothing to do and end with the process.
/// </summary>
internal sealed class ScoringThreads : TaskScheduler
{
    private static readonly ScoringThreads _ofBatches = new();

    // A row does not wait behind batches.
    private static readonly ScoringThreads _ofRows = new();

    private readonly BlockingCollection<Task> _waiting = [];
    private readonly Lock _lock = new();
    private int _count;

    private ScoringThreads()
    {
    }

    public override int MaximumConcurrencyLevel => Math.Max(Volatile.Read(ref _count), 1);

    /// <summary>A scheduler for batches, which takes turns with all others of the process, task by task.</summary>
    /// <param name="most">How many of its tasks run at once at most.</param>
    public static TaskScheduler Of(int most)
    {
        _ofBatches.Grow(most);
        return new ConcurrentExclusiveSchedulerPair(_ofBatches, most, maxItemsPerTask: 1).ConcurrentScheduler;
    }

    /// <summary>Scores a row on one of as many threads as torch has here, and waits for it; on this one where that is a single thread anyway.</summary>
    public static void Run(Action score)
    {
        int threads = get_num_threads();
        if (threads == 1)
        {
            score();
            return;
        }
        _ofRows.Grow(threads);
        Task.Factory.StartNew(score, CancellationToken.None, TaskCreationOptions.None, _ofRows).GetAwaiter().GetResult();
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
        // As long as the thread lives. No task is held while it waits for the next: it would hold what its caller had around it.
        using var single = new ThreadScope(1);
        while (true)
            TryExecuteTask(_waiting.Take());
    }
}
