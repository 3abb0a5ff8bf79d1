using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Interop;

/// <summary>
/// Sets libtorch's thread count of this thread for a while. A thread has a count of its own, which it takes when it first computes from the last that was
/// set anywhere; so each time that a scope sets one here, the one of before is set again on another thread: in the moment between, a thread that first computes may still take the scope's. Of scopes that overlap on one thread the
/// last one's count holds; when all have ended, the thread's count is what it was before. Ends on the thread that it began on.
/// </summary>
internal sealed class ThreadScope : IDisposable
{
    // One at a time, so that none takes the count of another for that of the process.
    private static readonly Lock _lock = new();

    [ThreadStatic]
    private static int _openHere;

    [ThreadStatic]
    private static int _beforeHere;

    private readonly bool _isOpen;

    /// <param name="threads">The count, or null to leave all as it is.</param>
    public ThreadScope(int? threads)
    {
        if (threads is not { } wanted)
            return;
        lock (_lock)
        {
            // Asking makes a thread that has not computed before take the count of the process: not that of another scope.
            if (_openHere == 0)
                _beforeHere = get_num_threads();
            SetHere(wanted);
            _openHere++;
        }
        _isOpen = true;
    }

    public void Dispose()
    {
        if (!_isOpen)
            return;
        lock (_lock)
        {
            if (--_openHere == 0)
                SetHere(_beforeHere);
        }
    }

    /// <summary>Sets the count of this thread, and at once, on a thread that stands ready for it, the one that threads to come shall have.</summary>
    private static void SetHere(int count)
    {
        using var isReady = new ManualResetEventSlim();
        using var isSet = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            int process = get_num_threads();
            isReady.Set();
            isSet.Wait();
            set_num_threads(process);
        });
        other.Start();
        isReady.Wait();
        try
        {
            set_num_threads(count);
        }
        finally
        {
            isSet.Set();
            other.Join();
        }
    }
}
