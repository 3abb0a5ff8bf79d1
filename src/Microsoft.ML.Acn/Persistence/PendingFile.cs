namespace Microsoft.ML.Acn.Persistence;

/// <summary>A file of a <see cref="FileTransaction"/>, and the names beside it that its new and its old content go by.</summary>
/// <param name="path">The file that is to be replaced.</param>
/// <param name="id">The transaction: 32 hexadecimal digits.</param>
/// <remarks>New content that is empty stands for none: the file is to be deleted. No file that is saved is empty.</remarks>
internal sealed class PendingFile(string path, string id)
{
    /// <summary>What ends the name of new content that is not complete, or not all of whose companions are.</summary>
    public const string TemporaryEnding = "tmp";

    /// <summary>What ends the name of new content that is to be put in place.</summary>
    public const string ReadyEnding = "new";

    /// <summary>What ends the name of content that was replaced.</summary>
    public const string BackupEnding = "old";

    private bool _isNew;

    public string Target { get; } = Path.GetFullPath(path);

    public string Temporary => $"{Target}.{id}.{TemporaryEnding}";

    public string Ready => $"{Target}.{id}.{ReadyEnding}";

    public string Backup => $"{Target}.{id}.{BackupEnding}";

    /// <summary>Gives the new file the permissions of the old one, before there is anything in it.</summary>
    public void TakeMode()
    {
        if (!OperatingSystem.IsWindows() && File.Exists(Target) && File.Exists(Temporary))
            File.SetUnixFileMode(Temporary, File.GetUnixFileMode(Target));
    }

    /// <summary>Replaces the target, whose content is kept under another name. Another save of the same files may have done so already.</summary>
    public void PutInPlace()
    {
        if (!File.Exists(Ready))
            return;
        if (IsDeletion(Ready))
        {
            File.Delete(Target);
            AbandonedFiles.TryDelete(Ready);
            return;
        }
        if (File.Exists(Target))
        {
            File.Replace(Ready, Target, Backup);
            return;
        }
        File.Move(Ready, Target);
        _isNew = true;
    }

    /// <summary>Whether new content says that there shall be no file.</summary>
    public static bool IsDeletion(string ready) => new FileInfo(ready).Length == 0;

    /// <summary>Undoes <see cref="PutInPlace"/>, however far it came. What went wrong before matters more than what goes wrong here.</summary>
    public void BringBack()
    {
        try
        {
            if (File.Exists(Backup))
                File.Move(Backup, Target, overwrite: true);
            else if (_isNew)
                File.Delete(Target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Deletes new content that was not put in place.</summary>
    public void Remove()
    {
        AbandonedFiles.TryDelete(Temporary);
        AbandonedFiles.TryDelete(Ready);
    }
}
