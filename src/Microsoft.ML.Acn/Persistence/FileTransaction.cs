namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Several files that are written together: each to a temporary file in its own folder, put in place by <see cref="Commit"/> when all are
/// on disk. Until then, and after any failure, the files that were there before are untouched and nothing is left behind.
/// </summary>
/// <param name="open">Makes a new file for writing; other ways to do it are for tests.</param>
internal sealed class FileTransaction(Func<string, Stream>? open = null) : IDisposable
{
    private readonly Func<string, Stream> _open = open ?? (path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    private readonly List<Replacement> _files = [];

    /// <summary>Writes the new content of a file.</summary>
    public void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        var file = new Replacement(full, $"{full}.{Guid.NewGuid():N}.tmp", $"{full}.{Guid.NewGuid():N}.old");
        _files.Add(file);
        using Stream stream = _open(file.Temporary);
        write(stream);
        if (stream is FileStream onDisk)
            onDisk.Flush(flushToDisk: true);
        else
            stream.Flush();
    }

    /// <summary>Deletes what a process that was killed while it wrote a file has left beside it.</summary>
    public static void RemoveAbandoned(string path)
    {
        string full = Path.GetFullPath(path), name = Path.GetFileName(full);
        foreach (string other in Directory.EnumerateFiles(Path.GetDirectoryName(full)!))
        {
            string[] rest = Path.GetFileName(other).StartsWith(name + '.', StringComparison.Ordinal) ? Path.GetFileName(other)[(name.Length + 1)..].Split('.') : [];
            if (rest is [var id, "tmp" or "old"] && Guid.TryParseExact(id, "N", out _))
                TryDelete(other);
        }
    }

    /// <summary>Puts all files in place, or none.</summary>
    public void Commit()
    {
        var done = new Stack<Replacement>();
        try
        {
            foreach (Replacement file in _files)
            {
                file.Apply();
                done.Push(file);
            }
        }
        catch
        {
            foreach (Replacement file in done)
                file.Undo();
            throw;
        }
        foreach (Replacement file in _files)
            TryDelete(file.Backup);
    }

    public void Dispose()
    {
        foreach (Replacement file in _files)
            TryDelete(file.Temporary);
        _files.Clear();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was saved, or what went wrong before, matters more than a stray file.
        }
    }

    private sealed record Replacement(string Target, string Temporary, string Backup)
    {
        // Replace keeps the old file under another name and never leaves the target without one.
        public void Apply()
        {
            if (File.Exists(Target))
                File.Replace(Temporary, Target, Backup);
            else
                File.Move(Temporary, Target);
        }

        public void Undo()
        {
            if (File.Exists(Backup))
                File.Move(Backup, Target, overwrite: true);
            else
                File.Delete(Target);
        }
    }
}
