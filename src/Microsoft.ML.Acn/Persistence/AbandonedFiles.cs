namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// What processes that were killed while they saved have left beside files. Where a file of a save is still temporary, the save was never decided,
/// and its files go; otherwise it was, and the new files that are not in place yet are the valid ones.
/// </summary>
internal static class AbandonedFiles
{
    /// <summary>A file that nobody has written to for so long is not being saved by another process or thread.</summary>
    public static TimeSpan Age { get; } = TimeSpan.FromHours(1);

    private static readonly StringComparison _nameComparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Brings what was left of saves to their end.</summary>
    /// <param name="paths">All files that are saved together.</param>
    /// <param name="age">Temporary files that were written to since then may be somebody's, and stay.</param>
    /// <exception cref="IOException">A file of a save that was decided cannot be put in place.</exception>
    public static void Settle(IReadOnlyList<string> paths, TimeSpan age)
    {
        foreach (IGrouping<string, Leftover> save in Find(paths))
        {
            if (save.Any(IsTemporary))
            {
                // Not even the future is too late for an age of nothing: clocks are put back.
                if (age == TimeSpan.Zero || save.All(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file.Path) >= age))
                    DeleteAll(save);
                continue;
            }
            foreach (Leftover file in save.Where(IsReady))
                PutInPlace(file);
            foreach (Leftover file in save.Where(file => !IsReady(file)))
                PutBackOrDelete(file);
        }
    }

    /// <summary>The valid content of files, where a save was decided and its files are not all in place.</summary>
    /// <returns>By file, the one to read instead.</returns>
    public static IReadOnlyDictionary<string, string> Decided(IReadOnlyList<string> paths)
        => Find(paths).Where(save => !save.Any(IsTemporary)).SelectMany(save => save.Where(IsReady)).GroupBy(file => file.Target).ToDictionary(file => file.Key, file => file.First().Path);

    /// <summary>Deletes a file that is of no use any more; what else was done matters more than a stray file.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static bool IsTemporary(Leftover file) => file.Ending == PendingFile.TemporaryEnding;

    private static bool IsReady(Leftover file) => file.Ending == PendingFile.ReadyEnding;

    private static void DeleteAll(IEnumerable<Leftover> files)
    {
        foreach (Leftover file in files)
            TryDelete(file.Path);
    }

    private static void PutInPlace(Leftover file)
    {
        try
        {
            if (PendingFile.IsDeletion(file.Path))
            {
                File.Delete(file.Target);
                File.Delete(file.Path);
                return;
            }
            File.Move(file.Path, file.Target, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // The process that saves was not killed, and has done it.
        }
    }

    /// <summary>Windows may fail to replace a file after it has moved the old one away.</summary>
    private static void PutBackOrDelete(Leftover old)
    {
        if (File.Exists(old.Target))
            TryDelete(old.Path);
        else
            File.Move(old.Path, old.Target);
    }

    /// <summary>The leftovers of some files, by save.</summary>
    private static IEnumerable<IGrouping<string, Leftover>> Find(IReadOnlyList<string> paths)
    {
        var found = new List<Leftover>();
        foreach (IGrouping<string?, string> folder in paths.Select(Path.GetFullPath).GroupBy(Path.GetDirectoryName).Where(folder => Directory.Exists(folder.Key)))
        {
            foreach (string other in FilesOf(folder.Key!))
            {
                if (folder.Select(target => LeftoverOf(target, other)).FirstOrDefault(file => file is not null) is { } leftover)
                    found.Add(leftover);
            }
        }
        return found.GroupBy(file => file.Id);
    }

    /// <summary>The files of a folder; none where it may be read from or written to but not listed.</summary>
    private static string[] FilesOf(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Leftover? LeftoverOf(string target, string path)
    {
        string name = Path.GetFileName(target) + '.', other = Path.GetFileName(path);
        if (!other.StartsWith(name, _nameComparison))
            return null;
        return other[name.Length..].Split('.') is [var id, PendingFile.TemporaryEnding or PendingFile.ReadyEnding or PendingFile.BackupEnding] && Guid.TryParseExact(id, "N", out _)
            ? new Leftover(target, path, id, other[(other.LastIndexOf('.') + 1)..])
            : null;
    }

    private sealed record Leftover(string Target, string Path, string Id, string Ending);
}
