using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class RandomOperationsTests
{
    private static readonly ImageShape Shape = new(4, 10, 14);

    public static TheoryData<string> Names => [.. Enum.GetNames<ImageOperation>()];

    public static TheoryData<string> NamesWithStrength => [.. Enum.GetNames<ImageOperation>().Except([nameof(ImageOperation.AutoContrast), nameof(ImageOperation.Equalize)])];

    [Theory]
    [MemberData(nameof(NamesWithStrength))]
    public void Without_strength_an_image_stays_as_it_is(string name)
    {
        byte[] before = TestPixels.Random(Shape, seed: 1);

        Assert.Equal(before, Apply(name, before, 0));
        Assert.Equal(before, Apply(name, before, -0.0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Full_strength_changes_the_colours(string name)
    {
        byte[] before = TestPixels.Random(Shape, seed: 1);
        before.AsSpan().Replace((byte)255, (byte)120);

        foreach (double strength in new[] { 1.0, -1 })
            Assert.Equal(name == nameof(ImageOperation.Identity), Apply(name, before, strength).AsSpan(0, 420).SequenceEqual(before.AsSpan(0, 420)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Alpha_moves_with_the_shape_but_is_not_recoloured(string name)
    {
        byte[] before = TestPixels.Random(Shape, seed: 1);
        bool isShape = Enum.Parse<ImageOperation>(name) is >= ImageOperation.Rotate and <= ImageOperation.TranslateY;

        Assert.Equal(!isShape, Apply(name, before, 0.6).AsSpan(420).SequenceEqual(before.AsSpan(420)));
    }

    [Fact]
    public void Opposite_strengths_move_in_opposite_directions()
    {
        byte[] before = TestPixels.Random(Shape, seed: 1);
        byte[] mirrored = [.. before];
        HorizontalFlip.Apply(mirrored, Shape.Width);

        // Up to the rounding of positions halfway between two weights.
        byte[] right = Apply(nameof(ImageOperation.TranslateX), before, 0.5), left = Apply(nameof(ImageOperation.TranslateX), mirrored, -0.5);
        HorizontalFlip.Apply(left, Shape.Width);

        Assert.All(right.Zip(left), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
        Assert.NotEqual(before, right);
    }

    [Fact]
    public void A_translation_of_full_strength_goes_three_tenths_of_the_side()
    {
        var shape = new ImageShape(1, 1, 10);

        byte[] moved = new byte[10];
        byte[] image = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        image.CopyTo(moved, 0);
        new RandomOperations(1, shape).Apply(moved, ImageOperation.TranslateX, 1);

        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 4, 5, 6], moved);
    }

    [Fact]
    public void Every_operation_is_drawn_in_both_directions()
    {
        var shape = new ImageShape(3, 6, 6);
        byte[] before = TestPixels.Random(shape, seed: 7);
        before.AsSpan().Replace((byte)255, (byte)120);
        var operations = new RandomOperations(0.7, shape);
        var expected = new HashSet<string>();
        foreach (ImageOperation operation in Enum.GetValues<ImageOperation>())
        {
            foreach (double strength in new[] { 0.7, -0.7 })
            {
                byte[] image = [.. before];
                operations.Apply(image, operation, strength);
                expected.Add(Convert.ToHexString(image));
            }
        }

        var random = new ImageRandom(1, 0);
        var seen = new HashSet<string>();
        for (int i = 0; i < 1_000; i++)
        {
            byte[] image = [.. before];
            operations.Apply(image, ref random);
            seen.Add(Convert.ToHexString(image));
        }

        // 9 operations with two directions; identity, auto-contrast, equalize, posterize and solarize have one.
        Assert.Equal(23, expected.Count);
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Images_of_one_channel_pass_through_all_operations_drawn()
    {
        var shape = new ImageShape(1, 6, 6);
        byte[] before = TestPixels.Random(shape, seed: 7);
        var operations = new RandomOperations(0.7, shape);
        var random = new ImageRandom(1, 0);
        var seen = new HashSet<string>();
        for (int i = 0; i < 1_000; i++)
        {
            byte[] image = [.. before];
            operations.Apply(image, ref random);
            seen.Add(Convert.ToHexString(image));
        }

        // Auto-contrast may happen to change nothing here.
        Assert.InRange(seen.Count, 20, 21);
    }

    private static byte[] Apply(string name, byte[] before, double strength)
    {
        byte[] image = [.. before];
        new RandomOperations(1, Shape).Apply(image, Enum.Parse<ImageOperation>(name), strength);
        return image;
    }
}
