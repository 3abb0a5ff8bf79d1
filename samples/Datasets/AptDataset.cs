namespace Datasets;

/// <summary>A data set of which the files come from a package of Debian, and are kept.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="FolderName">Where its files are kept, see <see cref="DatasetFolder.For"/>.</param>
/// <param name="Package">The package.</param>
/// <param name="Megabytes">How large it is.</param>
/// <param name="Paths">The files within the package.</param>
internal sealed record AptDataset(string Title, string FolderName, AptPackage Package, int Megabytes, IReadOnlyList<string> Paths)
{
    /// <summary>The folder that has the files: the user's own, that of earlier runs, or that of earlier runs after they were fetched.</summary>
    /// <param name="given">The user's own folder, or null.</param>
    /// <param name="missing">What a folder lacks, as the rest of a sentence that begins with "There is"; null if it has all.</param>
    /// <param name="byHand">What a user can do where the package cannot be fetched, in a folder.</param>
    /// <param name="say">Told what is being done.</param>
    /// <exception cref="DatasetException">The user's folder lacks files, or they cannot be fetched.</exception>
    public string Locate(string? given, Func<string, string?> missing, Func<string, string> byHand, Action<string> say)
    {
        string folder = given ?? DatasetFolder.For(FolderName);
        if (missing(folder) is not { } lack)
            return folder;
        if (given is not null)
            throw new DatasetException($"There is {lack} in {given}.");
        try
        {
            say($"Fetching {Title} once: apt-get download {Package.Name} ({Megabytes} MB) ...");
            Directory.CreateDirectory(folder);
            Package.Fetch(Paths, folder);
            say($"{string.Join(", ", Paths.Select(path => Path.GetFileName(path)))}: kept in {folder}");
            return folder;
        }
        catch (Exception e) when (e is DatasetException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{Title} could not be fetched: {e.Message.TrimEnd('.')}. {byHand(folder)}", e);
        }
    }
}
