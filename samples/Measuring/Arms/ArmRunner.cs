using System.Collections.Concurrent;

namespace Measuring.Arms;

/// <summary>Runs the arms that have not been run yet, some at once. A failed arm does not stop the others.</summary>
/// <param name="store">Where outcomes are kept.</param>
/// <param name="code">What the code of a finished arm must have been for it not to be run again, or null for any.</param>
/// <param name="jobs">Arms that are run at once.</param>
public sealed class ArmRunner(ArmStore store, string? code, int jobs)
{
    /// <summary>Runs one arm and leaves its record in the store, and returns it.</summary>
    public required Func<Arm, IArmListener, CancellationToken, ArmRecord> Start { get; init; }

    /// <summary>The arms that are still to be run.</summary>
    public IReadOnlyList<Arm> Open(IEnumerable<Arm> arms) => [.. arms.Where(arm => store.Read(arm.Name)?.IsResultOf(arm, code) != true)];

    /// <summary>Runs the open ones of some arms.</summary>
    /// <returns>Those that failed.</returns>
    /// <exception cref="SampleConsole.UsageException">Outcomes cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. What was finished before is kept.</exception>
    public IReadOnlyList<ArmRecord> Run(IReadOnlyList<Arm> arms, ArmDisplay display, CancellationToken cancellation)
    {
        store.Prepare();
        var queue = new ConcurrentQueue<Arm>(Open(arms));
        display.Begin(arms.Count, queue.Count, jobs);
        var failed = new ConcurrentQueue<ArmRecord>();
        Task[] workers = [.. Enumerable.Range(0, Math.Min(jobs, queue.Count)).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Wait(workers);
        cancellation.ThrowIfCancellationRequested();
        return [.. failed];

        void Work()
        {
            while (!cancellation.IsCancellationRequested && queue.TryDequeue(out Arm? arm))
            {
                ArmRecord record = Start(arm, new CancellableListener(display.Begin(arm.Name), cancellation), cancellation);
                display.End(record);
                if (record.Error is not null)
                    failed.Enqueue(record);
            }
        }
    }

    /// <summary>Ends an arm in this process at its next word.</summary>
    private sealed class CancellableListener(IArmListener listener, CancellationToken cancellation) : IArmListener
    {
        public void Say(string text) => listener.Say(text);

        public void Live(double fraction, string text)
        {
            cancellation.ThrowIfCancellationRequested();
            listener.Live(fraction, text);
        }
    }

    /// <summary>Waits for all; of several reasons to stop one is enough.</summary>
    private static void Wait(Task[] workers)
    {
        try
        {
            Task.WaitAll(workers);
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }
}
