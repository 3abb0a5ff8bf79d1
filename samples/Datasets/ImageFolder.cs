using System.IO.Enumeration;

namespace Datasets;

/// <summary>The user's own pictures: a folder with one sub-folder for each class.</summary>
/// <param name="Images">The pictures that can be read, each once, in the order of their hashes: as good as a shuffle, and always the same.</param>
/// <param name="Unreadable">The files that are left out since they cannot be read, or since another class has the same picture, and why.</param>
/// <param name="Copies">Files that are left out since another one of the class has the same bytes.</param>
public sealed record ImageFolder(IReadOnlyList<(string Label, ImageFile File)> Images, IReadOnlyList<(string Path, string Problem)> Unreadable, int Copies)
{
    /// <summary>The fewest pictures of a class that training, validation and test rows can be taken from.</summary>
    public const int FewestOfClass = 10;

    /// <summary>The classes in alphabetical order.</summary>
    public IReadOnlyList<string> Classes { get; } = [.. Images.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads every file of a folder's sub-folders, and of the folders in them, but for hidden ones.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DatasetException">There is nothing to train on; the message says what is missing.</exception>
    public static ImageFolder Read(string folder)
    {
        string[] classes = ClassesOf(folder);
        (string Label, string Path, ImageFile? File, string? Problem)[] files = [.. classes
            .SelectMany(label => FilesOf(Path.Combine(folder, label)).Select(path => (label, path)))
            .AsParallel()
            .AsOrdered()
            .Select(entry => (entry.label, entry.path, ImageFile.TryRead(entry.path, out string? problem), problem))];

        var groups = files.Where(file => file.File is not null).GroupBy(file => file.File!.Hash).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        var ofOneClass = groups.Where(group => group.All(file => file.Label == group.First().Label)).ToArray();
        var images = new ImageFolder(
            [.. ofOneClass.Select(group => (group.First().Label, group.First().File!))],
            [.. files.Where(file => file.Problem is not null).Select(file => (file.Path, file.Problem!)), .. groups.Except(ofOneClass).SelectMany(group => Contradictions([.. group.Select(file => (file.Label, file.Path))]))],
            ofOneClass.Sum(group => group.Count() - 1));
        images.CheckCounts(folder, classes);
        return images;
    }

    /// <summary>The same bytes cannot be of two classes, and which one is right is not for a program to say.</summary>
    private static IEnumerable<(string Path, string Problem)> Contradictions((string Label, string Path)[] files)
        => files.Select(file => (file.Path, $"the same picture is in another class: {files.First(other => other.Label != file.Label).Path}"));

    private static string[] ClassesOf(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DatasetException($"There is no folder {folder}.");
        string[] classes = [.. Directory.EnumerateDirectories(folder, "*", new EnumerationOptions()).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return classes.Length switch
        {
            0 => throw new DatasetException($"{folder} has no sub-folders: it must have one for each class, with the pictures of the class in it."),
            1 => throw new DatasetException($"{folder} has only the sub-folder '{classes[0]}': there must be at least two classes, each with a sub-folder of its own."),
            _ => classes,
        };
    }

    /// <summary>Does not follow links to folders, which may lead back up.</summary>
    private static IOrderedEnumerable<string> FilesOf(string folder)
        => new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }.Order(StringComparer.Ordinal);

    private void CheckCounts(string folder, string[] classes)
    {
        var counts = Images.CountBy(image => image.Label).ToDictionary();
        string[] small = [.. classes.Where(label => counts.GetValueOrDefault(label) < FewestOfClass).Select(label => $"'{label}' has {counts.GetValueOrDefault(label)}")];
        if (small.Length == 0)
            return;
        string more = small.Length > 3 ? $" and {small.Length - 3} others have too few" : string.Empty;
        string unreadable = Unreadable.Count > 0 ? $" ({Unreadable.Count} cannot be read, the first {Unreadable[0].Path}: {Unreadable[0].Problem})" : string.Empty;
        throw new DatasetException($"In {folder}, {string.Join(", ", small.Take(3))}{more}: a class needs at least {FewestOfClass} different pictures that can be read{unreadable}.");
    }
}
