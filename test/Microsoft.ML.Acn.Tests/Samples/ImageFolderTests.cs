using Datasets;
using Microsoft.ML.Acn.Tests.Inputs.Images;
using Microsoft.ML.Acn.Tests.Support;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Samples;

public class ImageFolderTests
{
    [Fact]
    public void A_folder_is_a_class_and_what_is_in_its_folders_belongs_to_it()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "cat", 10, firstSeed: 1);
        Fill(folder, "dog", 8, firstSeed: 101);
        Fill(folder, Path.Combine("dog", "small"), 3, firstSeed: 201);

        ImageFolder images = ImageFolder.Read(folder.Path);

        Assert.Equal(["cat", "dog"], images.Classes);
        Assert.Equal(11, images.Images.Count(image => image.Label == "dog"));
        Assert.All(images.Images, image => Assert.Equal((5, 7), (image.File.Height, image.File.Width)));
        Assert.Equal(images.Images.OrderBy(image => image.File.Hash, StringComparer.Ordinal), images.Images);
        Assert.Empty(images.Unreadable);
    }

    [Fact]
    public void Files_that_are_no_pictures_are_named_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "cat", 10, firstSeed: 1);
        Fill(folder, "dog", 10, firstSeed: 101);
        string cat = Path.Combine(folder.Path, "cat");
        File.WriteAllBytes(Path.Combine(cat, "a.png"), []);
        File.WriteAllText(Path.Combine(cat, "b.png"), "not a picture");
        using SKBitmap noise = Pictures.Noise(40, 40, seed: 9);
        File.WriteAllBytes(Path.Combine(cat, "c.jpg"), noise.Encode(SKEncodedImageFormat.Jpeg)[..^400]);
        File.WriteAllBytes(Path.Combine(cat, "d.png"), Pictures.NoisePng(40, 40, seed: 9)[..^2_000]);

        ImageFolder images = ImageFolder.Read(folder.Path);

        Assert.Equal(20, images.Images.Count);
        Assert.Equal(["a.png", "b.png", "c.jpg", "d.png"], images.Unreadable.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(["it is empty", "it is not a picture", "it ends before its last pixel", "it ends before its last pixel"], images.Unreadable.Select(file => file.Problem));
    }

    [Fact]
    public void Copies_and_hidden_files_are_left_out()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "cat", 10, firstSeed: 1);
        Fill(folder, "dog", 10, firstSeed: 101);
        File.Copy(folder.File(Path.Combine("cat", "1.png")), Path.Combine(folder.Path, "cat", "x.png"));
        if (!OperatingSystem.IsWindows())
            File.WriteAllText(Path.Combine(folder.Path, "cat", ".hidden"), "not a picture");

        ImageFolder images = ImageFolder.Read(folder.Path);

        Assert.Equal((20, 1, 0), (images.Images.Count, images.Copies, images.Unreadable.Count));
    }

    [Fact]
    public void A_picture_that_is_in_two_classes_is_left_out_of_both_and_named()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "cat", 11, firstSeed: 1);
        Fill(folder, "dog", 10, firstSeed: 101);
        string cat = folder.File(Path.Combine("cat", "1.png")), dog = folder.File(Path.Combine("dog", "x.png"));
        File.Copy(cat, dog);

        ImageFolder images = ImageFolder.Read(folder.Path);

        Assert.Equal((20, 0), (images.Images.Count, images.Copies));
        Assert.Equal([(cat, $"the same picture is in another class: {dog}"), (dog, $"the same picture is in another class: {cat}")], images.Unreadable);
    }

    [Fact]
    public void What_is_missing_is_said_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        string nowhere = Path.Combine(folder.Path, "nowhere");

        Refused(nowhere, $"There is no folder {nowhere}.");
        Refused(folder.Path, $"{folder.Path} has no sub-folders: it must have one for each class, with the pictures of the class in it.");
        Fill(folder, "cat", 10, firstSeed: 1);
        Refused(folder.Path, $"{folder.Path} has only the sub-folder 'cat': there must be at least two classes, each with a sub-folder of its own.");
        Fill(folder, "dog", 9, firstSeed: 101);
        Directory.CreateDirectory(Path.Combine(folder.Path, "horse"));
        Refused(folder.Path, $"In {folder.Path}, 'dog' has 9, 'horse' has 0: a class needs at least 10 different pictures that can be read.");
        string empty = folder.File(Path.Combine("horse", "a.png"));
        File.WriteAllBytes(empty, []);
        Refused(folder.Path, $"In {folder.Path}, 'dog' has 9, 'horse' has 0: a class needs at least 10 different pictures that can be read (1 cannot be read, the first {empty}: it is empty).");
    }

    private static void Refused(string folder, string message)
        => Assert.Equal(message, Assert.Throws<DatasetException>(() => ImageFolder.Read(folder)).Message);

    private static void Fill(TemporaryFolder folder, string label, int count, int firstSeed)
    {
        string path = Directory.CreateDirectory(Path.Combine(folder.Path, label)).FullName;
        for (int i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(path, $"{firstSeed + i}.png"), Pictures.NoisePng(5, 7, firstSeed + i));
    }
}
