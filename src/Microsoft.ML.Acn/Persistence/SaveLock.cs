using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Held while the files of one name are saved, so that two saves at once do not mix their files: among the threads of all processes of this machine, or of this process
/// alone where the system offers no lock for more (a temporary folder that may not be written to, or another user's).
/// </summary>
internal sealed class SaveLock : IDisposable
{
    private static readonly Lock[] _inProcess = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    private readonly Lock _here;
    private readonly Mutex? _everywhere;

    private SaveLock(Lock here, Mutex? everywhere) => (_here, _everywhere) = (here, everywhere);

    /// <summary>Waits for other saves of the same name to end, or of one that falls on the same lock, and takes it. To be disposed of on the same thread.</summary>
    /// <param name="path">The name: always the same one of its files.</param>
    /// <param name="patience">How long to wait for other threads, and then for other processes.</param>
    /// <exception cref="IOException">Another save takes longer than that.</exception>
    public static SaveLock Take(string path, TimeSpan patience)
    {
        string full = Path.GetFullPath(path);
        byte[] hash = HashOf(full);
        Lock here = _inProcess[hash[0] % _inProcess.Length];
        if (!here.TryEnter(patience))
            throw TakesTooLong(full, patience);
        try
        {
            return new SaveLock(here, Acquire(NameOf(hash), full, patience));
        }
        catch
        {
            here.Exit();
            throw;
        }
    }

    public void Dispose()
    {
        _everywhere?.ReleaseMutex();
        _everywhere?.Dispose();
        _here.Exit();
    }

    /// <summary>The name by which processes share the lock.</summary>
    internal static string NameOf(string path) => NameOf(HashOf(Path.GetFullPath(path)));

    private static string NameOf(byte[] hash) => $@"Global\Microsoft.ML.Acn.{Convert.ToHexString(hash)[..32]}";

    // Names that differ in case are one file on some systems; elsewhere they only wait for each other.
    private static byte[] HashOf(string fullPath) => SHA256.HashData(Encoding.UTF8.GetBytes(fullPath.ToUpperInvariant()));

    private static IOException TakesTooLong(string path, TimeSpan patience) => new($"Another save of '{path}' takes longer than {patience.TotalMinutes:0.#} minutes.");

    private static Mutex? Acquire(string name, string path, TimeSpan patience)
    {
        Mutex mutex;
        try
        {
            mutex = new Mutex(initiallyOwned: false, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WaitHandleCannotBeOpenedException or PlatformNotSupportedException)
        {
            return null;
        }
        try
        {
            if (mutex.WaitOne(patience))
                return mutex;
        }
        catch (AbandonedMutexException)
        {
            // Its process was killed while it saved; what it has left behind is for the one that comes now.
            return mutex;
        }
        mutex.Dispose();
        throw TakesTooLong(path, patience);
    }
}
