using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Sets libtorch's thread count, which is the process's, for a while. Of scopes that overlap in time the last one's count holds; when all
/// have ended, the count is what it was before the first.
/// </summary>
internal sealed class ThreadScope : IDisposable
{
    private static readonly Lock _lock = new();
    private static int _open;
    private static int _before;
    private readonly bool _isOpen;

    /// <param name="threads">The count, or null to leave all as it is.</param>
    public ThreadScope(int? threads)
    {
        if (threads is not { } wanted)
            return;
        lock (_lock)
        {
            if (_open++ == 0)
                _before = get_num_threads();
            set_num_threads(wanted);
        }
        _isOpen = true;
    }

    public void Dispose()
    {
        if (!_isOpen)
            return;
        lock (_lock)
        {
            if (--_open == 0)
                set_num_threads(_before);
        }
    }
}
