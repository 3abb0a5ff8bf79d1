using System.Reflection;

namespace Microsoft.ML.Acn.Tests.Options;

public class AcnImageAugmentationTests
{
    /// <summary>A property, a value out of its range, and the value as the message writes it.</summary>
    public static TheoryData<string, object, string> OutOfRange => new()
    {
        { nameof(AcnImageAugmentation.HorizontalFlip), -0.1, "-0.1" },
        { nameof(AcnImageAugmentation.HorizontalFlip), 1.1, "1.1" },
        { nameof(AcnImageAugmentation.CropPadding), -0.01, "-0.01" },
        { nameof(AcnImageAugmentation.CropPadding), 0.51, "0.51" },
        { nameof(AcnImageAugmentation.Operations), -1, "-1" },
        { nameof(AcnImageAugmentation.Operations), 5, "5" },
        { nameof(AcnImageAugmentation.Magnitude), -1.0, "-1" },
        { nameof(AcnImageAugmentation.Magnitude), double.NaN, "NaN" },
        { nameof(AcnImageAugmentation.ErasingProbability), 2.0, "2" },
        { nameof(AcnImageAugmentation.ErasingArea), 1.5, "1.5" },
        { nameof(AcnImageAugmentation.ErasingArea), -0.5, "-0.5" },
        { nameof(AcnImageAugmentation.MixUpAlpha), -0.2, "-0.2" },
        { nameof(AcnImageAugmentation.MixUpAlpha), double.PositiveInfinity, "Infinity" },
        { nameof(AcnImageAugmentation.CutMixAlpha), 10.5, "10.5" },
        { nameof(AcnImageAugmentation.CutMixAlpha), double.NaN, "NaN" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_named_with_what_is_allowed(string property, object value, string text)
    {
        var augmentation = new AcnImageAugmentation();
        typeof(AcnImageAugmentation).GetProperty(property)!.SetValue(augmentation, value);

        var error = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(new AugmentedOptions(augmentation)));

        Assert.StartsWith($"One ACN option is out of range: Augmentation.{property} is {text}; allowed: from 0 to ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var augmentation = new AcnImageAugmentation { HorizontalFlip = 2, Operations = 9, MixUpAlpha = -1 };

        var error = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(new AugmentedOptions(augmentation)));

        Assert.StartsWith("3 ACN options are out of range: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_presets_and_the_ends_of_all_ranges_are_valid()
    {
        var least = new AcnImageAugmentation { Magnitude = 0, ErasingArea = 0 };
        var most = new AcnImageAugmentation
        {
            HorizontalFlip = 1,
            CropPadding = 0.5,
            Operations = 4,
            Magnitude = 1,
            ErasingProbability = 1,
            ErasingArea = 1,
            MixUpAlpha = 10,
            CutMixAlpha = 10,
        };

        foreach (AcnImageAugmentation valid in new[] { AcnImageAugmentation.None, AcnImageAugmentation.Light, AcnImageAugmentation.Strong, least, most })
            Assert.Null(Record.Exception(() => OptionsValidator.Check(new AugmentedOptions(valid))));
    }

    [Fact]
    public void A_preset_that_was_changed_is_as_before_when_taken_again()
    {
        AcnImageAugmentation changed = AcnImageAugmentation.Light;
        changed.HorizontalFlip = 0;
        changed.CutMixAlpha = 1;

        Assert.Equal(0.5, AcnImageAugmentation.Light.HorizontalFlip);
        Assert.Equal(0, AcnImageAugmentation.Light.CutMixAlpha);
    }

    [Fact]
    public void A_clone_has_every_value_and_later_changes_do_not_reach_it()
    {
        AcnImageAugmentation original = AcnImageAugmentation.Strong;
        AcnImageAugmentation clone = original.Clone();

        foreach (PropertyInfo property in typeof(AcnImageAugmentation).GetProperties(BindingFlags.Instance | BindingFlags.Public))
            Assert.Equal(property.GetValue(original), property.GetValue(clone));
        original.Operations = 4;

        Assert.Equal(2, clone.Operations);
    }

    /// <summary>Options that have nothing to check but their augmentation.</summary>
    private sealed class AugmentedOptions(AcnImageAugmentation augmentation) : AcnOptions
    {
        internal override void Validate(OptionsValidator check) => augmentation.Validate(check, "Augmentation.");
    }
}
