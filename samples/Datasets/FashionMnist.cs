namespace Datasets;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747; MIT licence): grey pictures of clothes in ten classes, from Debian's package
/// dataset-fashion-mnist, split as published.
/// </summary>
public static class FashionMnist
{
    /// <summary>Height and width of a picture in pixels.</summary>
    public const int Side = 28;

    /// <summary>Training pictures, the same number of each class.</summary>
    public const int TrainingRows = 60_000;

    /// <summary>Test pictures, the same number of each class.</summary>
    public const int TestRows = 10_000;

    private static readonly string[] _classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private static readonly Part _train = new(TrainingRows,
        "train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9");

    private static readonly Part _test = new(TestRows,
        "t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

    private static readonly string[] _names = [_train.Images, _train.Labels, _test.Images, _test.Labels];
    private static readonly AptDataset _files = new("Fashion-MNIST", "fashion-mnist", new AptPackage("dataset-fashion-mnist"), 31, [.. _names.Select(name => $"usr/share/datasets/fashion-mnist/{name}.gz")]);

    /// <summary>All pictures, checked by SHA-256 each time.</summary>
    /// <param name="folder">A folder with the user's own copy of the four files, as they are or compressed by gzip, or null to fetch and keep one.</param>
    /// <param name="say">Told what is being done.</param>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    public static ImageSplit Load(string? folder, Action<string> say)
    {
        string place = Locate(folder, say);
        return new ImageSplit(_classes, Side, Side, Read(place, _train), Read(place, _test));
    }

    private static LabelledImage[] Read(string folder, Part part)
    {
        ReadOnlyMemory<byte> images = IdxFile.Read(Find(folder, part.Images)!, part.ImagesSha256, part.Rows, Side, Side);
        ReadOnlyMemory<byte> labels = IdxFile.Read(Find(folder, part.Labels)!, part.LabelsSha256, part.Rows);
        return [.. Enumerable.Range(0, part.Rows).Select(row => new LabelledImage(_classes[labels.Span[row]], images.Slice(row * Side * Side, Side * Side)))];
    }

    /// <summary>The path of a file, compressed or not, or null if the folder has neither.</summary>
    private static string? Find(string folder, string file)
        => new[] { file, file + ".gz" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Locate(string? given, Action<string> say) => _files.Locate(
        given,
        folder => _names.FirstOrDefault(name => Find(folder, name) is null) is { } missing ? $"neither {missing} nor {missing}.gz" : null,
        folder => $"Run this on Debian or Ubuntu, or put the four published files ({string.Join(", ", _names.Select(name => name + ".gz"))}) into {folder}, or name a folder that has them with --data.",
        say);

    private sealed record Part(int Rows, string Images, string ImagesSha256, string Labels, string LabelsSha256);
}
