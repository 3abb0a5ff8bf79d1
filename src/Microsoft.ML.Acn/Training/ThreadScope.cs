using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Sets libtorch's thread count of this thread for a while. A thread has a count of its own, which it takes when it first computes from the last that was
/// set anywhere; so each time that a scope sets one here, it sets what others had begun with again on a thread of its own. Of scopes that overlap on one thread the
/// last one's count holds; when all have ended, the thread's count is what it was before. Ends on the thread that it began on.
/// </summary>
internal sealed class ThreadScope : IDisposable
{
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
        if (_openHere++ == 0)
            _beforeHere = get_num_threads();
        SetHere(wanted);
        _isOpen = true;
    }

    public void Dispose()
    {
        if (_isOpen && --_openHere == 0)
            SetHere(_beforeHere);
    }

    private static void SetHere(int count)
    {
        // One at a time, so that none takes the count of another for that of the process.
        lock (_lock)
        {
            int others = 0;
            OnNewThread(() => others = get_num_threads());
            set_num_threads(count);
            OnNewThread(() => set_num_threads(others));
        }
    }

    // What a thread that has not computed before has, and the only way to set it without setting the caller's too.
    private static void OnNewThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
