using System.Drawing;
using System.Reflection;
using Microsoft.ML.Acn.Training;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Acn.Tests.Options;

public class AcnImageOptionsTests
{
    /// <summary>A property, a value out of its range, and the value as the message writes it.</summary>
    public static TheoryData<string, object?, string> OutOfRange => new()
    {
        { nameof(AcnImageOptions.ImageHeight), 3, "3" },
        { nameof(AcnImageOptions.ImageHeight), 1_025, "1,025" },
        { nameof(AcnImageOptions.ImageWidth), 0, "0" },
        { nameof(AcnImageOptions.ImageWidth), 30, "30" },
        { nameof(AcnImageOptions.Channels), 2, "2" },
        { nameof(AcnImageOptions.PatchSize), 0, "0" },
        { nameof(AcnImageOptions.PatchSize), 65, "65" },
        { nameof(AcnImageOptions.Architecture), (AcnImageArchitecture)3, "3" },
        { nameof(AcnImageOptions.Stem), (AcnImageStem)2, "2" },
        { nameof(AcnImageOptions.Augmentation), null, "null" },
        { nameof(AcnImageOptions.Background), Color.FromArgb(128, 1, 2, 3), "Color [A=128, R=1, G=2, B=3]" },
        { nameof(AcnImageOptions.Background), Color.Transparent, "Color [Transparent]" },
        { nameof(AcnImageOptions.MemoryBudgetMegabytes), 15, "15" },
        { nameof(AcnImageOptions.OrderOfExtraction), (ColorsOrder)0, "0" },
        { nameof(AcnImageOptions.OffsetImage), float.NaN, "NaN" },
        { nameof(AcnImageOptions.ScaleImage), 0f, "0" },
        { nameof(AcnImageOptions.ScaleImage), float.PositiveInfinity, "Infinity" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_named_with_what_is_allowed(string property, object? value, string text)
    {
        var options = new AcnImageOptions { PatchSize = 4 };
        typeof(AcnImageOptions).GetProperty(property)!.SetValue(options, value);

        var error = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(options));

        Assert.StartsWith($"One ACN option is out of range: {property} is {text}; allowed: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_and_the_ends_of_the_ranges_are_allowed()
    {
        OptionsValidator.Check(new AcnImageOptions());
        OptionsValidator.Check(new AcnImageOptions { ImageHeight = 4, ImageWidth = 1_024, PatchSize = 1, Channels = 1, MemoryBudgetMegabytes = 16 });
        OptionsValidator.Check(new AcnImageOptions { ImageHeight = 1_024, ImageWidth = 1_024, PatchSize = 64, Channels = 4, MemoryBudgetMegabytes = 1 << 20 });
    }

    [Fact]
    public void Too_many_patches_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(new AcnImageOptions { ImageHeight = 1_024, ImageWidth = 1_024, PatchSize = 8 }));

        Assert.Contains("PatchSize is 8; allowed: one that gives at most 4,096 patches", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_matter_to_transformers_only()
    {
        OptionsValidator.Check(new AcnImageOptions { Width = 30, Heads = 4, Architecture = AcnImageArchitecture.MlpMixer });
        Assert.Throws<ArgumentException>(() => OptionsValidator.Check(new AcnImageOptions { Width = 30, Heads = 4, Architecture = AcnImageArchitecture.VisionTransformer }));
    }

    [Fact]
    public void A_clone_has_every_value_and_an_augmentation_of_its_own()
    {
        var options = new AcnImageOptions { ImageHeight = 20, Channels = 4, Background = Color.Red, Layers = 9, Architecture = AcnImageArchitecture.VisionTransformer };

        AcnImageOptions clone = Assert.IsType<AcnImageOptions>(options.Clone());

        foreach (PropertyInfo property in typeof(AcnImageOptions).GetProperties().Where(property => property.Name is not (nameof(AcnOptions.EarlyStopping) or nameof(AcnImageOptions.Augmentation))))
            Assert.Equal(property.GetValue(options), property.GetValue(clone));
        Assert.NotSame(options.Augmentation, clone.Augmentation);
        Assert.NotSame(options.EarlyStopping, clone.EarlyStopping);
    }

    [Fact]
    public void Few_images_are_seen_often_and_many_seldom()
    {
        int Epochs(int rows) => TrainingPlanner.Plan(new AcnImageOptions(), rows).Epochs;

        Assert.Equal([60, 60, 12], [Epochs(10), Epochs(1_000), Epochs(60_000)]);
        Assert.InRange(Epochs(10_000), 20, 30);
        Assert.InRange(Epochs(int.MaxValue), 1, 5);
    }
}
