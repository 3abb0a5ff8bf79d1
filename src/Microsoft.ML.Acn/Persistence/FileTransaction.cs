namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Several files that are written together: each to a temporary file in its own folder, put in place by <see cref="Commit"/> when all are
/// on disk. Until then, and after any failure, the files that were there before are untouched and nothing is left behind. What a process that was
/// killed has left is brought to an end by <see cref="AbandonedFiles"/>.
/// </summary>
/// <param name="open">Makes a new file for writing; other ways to do it are for tests.</param>
/// <param name="beforeStep">Called before each change of a folder, between any two of which a process may be killed; for tests.</param>
internal sealed class FileTransaction(Func<string, Stream>? open = null, Action? beforeStep = null) : IDisposable
{
    private readonly Func<string, Stream> _open = open ?? (path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly List<PendingFile> _files = [];

    /// <summary>Writes the new content of a file.</summary>
    public void Write(string path, Action<Stream> write)
    {
        var file = new PendingFile(path, _id);
        _files.Add(file);
        beforeStep?.Invoke();
        using Stream stream = _open(file.Temporary);
        file.TakeMode();
        write(stream);
        if (stream is FileStream onDisk)
            onDisk.Flush(flushToDisk: true);
        else
            stream.Flush();
    }

    /// <summary>Deletes a file when the others are in place. It cannot be brought back, so this comes after all that is written.</summary>
    public void Delete(string path) => Write(path, static _ => { });

    /// <summary>Puts all files in place, or none.</summary>
    public void Commit()
    {
        if (_files is not [var only])
        {
            CommitAll();
            return;
        }
        beforeStep?.Invoke();
        File.Move(only.Temporary, only.Target, overwrite: true);
    }

    public void Dispose()
    {
        foreach (PendingFile file in _files)
            file.Remove();
        _files.Clear();
    }

    /// <summary>
    /// One file after another can only be replaced at different times. All are given another name first: with the last of these it is decided that
    /// the new files are the valid ones, and whoever comes after a kill puts the rest of them in place.
    /// </summary>
    private void CommitAll()
    {
        foreach (PendingFile file in _files)
        {
            beforeStep?.Invoke();
            File.Move(file.Temporary, file.Ready);
        }
        var done = new Stack<PendingFile>();
        try
        {
            foreach (PendingFile file in _files)
            {
                done.Push(file);
                beforeStep?.Invoke();
                file.PutInPlace();
            }
        }
        catch
        {
            if (TakeBackDecision())
            {
                foreach (PendingFile file in done)
                    file.BringBack();
            }
            throw;
        }
        foreach (PendingFile file in _files)
        {
            beforeStep?.Invoke();
            AbandonedFiles.TryDelete(file.Backup);
        }
    }

    /// <summary>Deletes the new files that are not in place. Where one cannot be deleted, the new files stay the valid ones, for the next save to put in place.</summary>
    private bool TakeBackDecision()
    {
        foreach (PendingFile file in _files)
            AbandonedFiles.TryDelete(file.Ready);
        if (!_files.Exists(file => File.Exists(file.Ready)))
            return true;
        _files.Clear();
        return false;
    }
}
