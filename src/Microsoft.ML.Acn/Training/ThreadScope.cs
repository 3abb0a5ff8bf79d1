using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Sets libtorch's thread count for a while. A thread has a count of its own, which it takes when it first computes from the last that was
/// set anywhere. Of scopes that overlap on one thread the last one's count holds; when all have ended, the thread's count is what it was
/// before, and with the last scope of the process so is the count that threads to come begin with. Ends on the thread that it began on.
/// </summary>
internal sealed class ThreadScope : IDisposable
{
    private static readonly Lock _lock = new();
    private static int _open;
    private static int _before;
    private static int _latest;

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
            int here = get_num_threads();
            // A thread that has not computed before has just taken what a scope elsewhere has set. One that has set the same itself looks alike:
            // libtorch does not tell which it is.
            if (_openHere++ == 0)
                _beforeHere = _open > 0 && here == _latest ? _before : here;
            if (_open++ == 0)
                _before = here;
            set_num_threads(_latest = wanted);
        }
        _isOpen = true;
    }

    public void Dispose()
    {
        if (!_isOpen)
            return;
        lock (_lock)
        {
            _open--;
            if (--_openHere > 0)
                return;
            set_num_threads(_beforeHere);
            if (_open == 0 && _beforeHere != _before)
                SetForThreadsToCome(_before);
        }
    }

    // Setting a count also sets the caller's own, so the caller is a thread that does nothing else.
    private static void SetForThreadsToCome(int count)
    {
        var thread = new Thread(() => set_num_threads(count));
        thread.Start();
        thread.Join();
    }
}
