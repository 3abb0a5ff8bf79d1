using System.Globalization;
using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;

namespace ImageClassification;

/// <summary>The user's own pictures.</summary>
internal sealed record FolderTask(string Title, int Height, int Width) : ImageTask(Title, Height, Width)
{
    private const double TestShare = 0.15;
    private const double ValidationShare = 0.1;
    private const int Named = 20;

    public static FolderTask Load(SampleOptions options, string path, Action<string> say)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        say($"Looking at every file in {folder}");
        ImageFolder images = ImageFolder.Read(folder);
        foreach (string line in LeftOut(images, folder))
            say(line);

        (int height, int width) = ModelSize.For([.. images.Images.Select(image => image.File)]);
        // In the order of their hashes: which pictures are test pictures does not depend on the seed, and hardly on pictures that are added.
        IEnumerable<Picture> pictures = images.Images.Select(image => new FilePicture(image.Label, image.File.Path));
        (IReadOnlyList<Picture> test, IReadOnlyList<Picture> others) = TakeOfEachClass(pictures, TestShare);
        (IReadOnlyList<Picture> validation, IReadOnlyList<Picture> train) = TakeOfEachClass(others, ValidationShare);
        return new FolderTask($"{Path.GetFileName(folder)}: {images.Classes.Count} classes", height, width)
        {
            Train = AtMost(options.Rows, train),
            Validation = AtMost(options.Rows, validation),
            Test = test,
        };
    }

    public override IDataView Rows(MLContext ml, IEnumerable<Picture> pictures)
    {
        IDataView paths = ml.Data.LoadFromEnumerable(pictures.Cast<FilePicture>().Select(picture => new PathRow { Label = picture.Label, Path = picture.Path }));
        // Whole paths need no folder.
        return ml.Transforms.LoadRawImageBytes("Image", imageFolder: null, nameof(PathRow.Path)).Fit(paths).Transform(paths);
    }

    public override AcnImageOptions NetworkOptions() => new() { ImageHeight = Height, ImageWidth = Width };

    public override ITransformer TrainBaseline(MLContext ml, IDataView train) => ImagePipeline.TrainFileBaseline(ml, train, Height, Width);

    private static IEnumerable<string> LeftOut(ImageFolder images, string folder)
    {
        foreach ((string path, string problem) in images.Unreadable.Take(Named))
            yield return $"  left out: {Path.GetRelativePath(folder, path)} ({problem})";
        if (images.Unreadable.Count > Named)
            yield return string.Create(CultureInfo.InvariantCulture, $"  left out: {images.Unreadable.Count - Named:N0} more that cannot be read");
        if (images.Copies > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"  left out: {images.Copies:N0} with the same bytes as another");
    }
}
