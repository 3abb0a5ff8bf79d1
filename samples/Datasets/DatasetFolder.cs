namespace Datasets;

/// <summary>Where data is kept between runs, and where results belong.</summary>
public static class DatasetFolder
{
    /// <summary>The repository that the program was built in, or null if it runs elsewhere.</summary>
    public static string? RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>
    /// The folder of a data set: <c>.data/NAME</c> of the repository, which git ignores; outside of a repository in the user's folder for
    /// application data, or, for a user without one, in the folder for temporary files. It need not exist.
    /// </summary>
    /// <param name="name">The data set.</param>
    public static string For(string name)
    {
        if (RepositoryRoot is not null)
            return Path.Combine(RepositoryRoot, ".data", name);
        string own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(own.Length > 0 ? own : Path.GetTempPath(), "AcnMlNet", "data", name);
    }

    private static string? FindRepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AcnMlNet.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
