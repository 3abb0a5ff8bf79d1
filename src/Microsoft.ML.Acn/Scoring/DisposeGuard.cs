namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Lets any number of threads use a native resource and one dispose of it at any time: whoever is inside finishes first, whoever comes later
/// gets an <see cref="ObjectDisposedException"/>, and nobody ever touches freed memory.
/// </summary>
/// <param name="owner">What is disposed of, for the exception.</param>
/// <param name="release">Frees the resource; called once, by the last to leave.</param>
internal sealed class DisposeGuard(Type owner, Action release) : IDisposable
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _isDisposed;

    /// <summary>Keeps the resource alive until the result is disposed.</summary>
    public Lease Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, owner);
            _users++;
        }
        return new Lease(this);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_users > 0)
                return;
        }
        release();
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_users > 0 || !_isDisposed)
                return;
        }
        release();
    }

    public readonly ref struct Lease(DisposeGuard guard) : IDisposable
    {
        public void Dispose() => guard.Leave();
    }
}
