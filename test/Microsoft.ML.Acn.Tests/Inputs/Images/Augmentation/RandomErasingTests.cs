using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class RandomErasingTests
{
    private static readonly ImageShape Shape = new(3, 40, 60);

    [Fact]
    public void Boxes_lie_within_the_image_and_have_the_areas_asked_for()
    {
        var erasing = new RandomErasing(0.33, Shape);
        var random = new ImageRandom(1, 0);
        var shares = new List<double>();
        for (int i = 0; i < 4_000; i++)
        {
            ImageBox box = erasing.Draw(ref random);
            Assert.True(box.Left >= 0 && box.Top >= 0 && box.Left + box.Width <= 60 && box.Top + box.Height <= 40);
            shares.Add(box.Area / 2_400.0);
        }

        // Rounding to whole pixels moves a small box's area by some per cent.
        Assert.InRange(shares.Min(), 0.018, 0.03);
        Assert.InRange(shares.Max(), 0.31, 0.34);
        // Evenly distributed it would be 0.175; boxes too tall for the image are drawn again, which makes it less.
        Assert.InRange(shares.Average(), 0.14, 0.18);
    }

    [Fact]
    public void The_ratio_of_the_sides_is_between_3_to_10_and_10_to_3()
    {
        var erasing = new RandomErasing(0.33, Shape);
        var random = new ImageRandom(2, 0);
        var ratios = new List<double>();
        for (int i = 0; i < 4_000; i++)
        {
            ImageBox box = erasing.Draw(ref random);
            ratios.Add((double)box.Height / box.Width);
        }

        Assert.InRange(ratios.Min(), 0.25, 0.4);
        Assert.InRange(ratios.Max(), 2.5, 3.8);
    }

    [Fact]
    public void Exactly_the_box_is_overwritten_in_every_colour()
    {
        // The same stream twice: once for the box alone, once for all.
        var drawing = new ImageRandom(3, 0);
        ImageBox box = new RandomErasing(0.33, Shape).Draw(ref drawing);
        byte[] image = TestPixels.Random(Shape, seed: 1), before = [.. image];
        var random = new ImageRandom(3, 0);

        new RandomErasing(0.33, Shape).Apply(image, ref random);

        int changed = 0;
        for (int i = 0; i < image.Length; i++)
        {
            int x = i % 60, y = i / 60 % 40;
            bool isInside = x >= box.Left && x < box.Left + box.Width && y >= box.Top && y < box.Top + box.Height;
            if (!isInside)
                Assert.Equal(before[i], image[i]);
            else if (before[i] != image[i])
                changed++;
        }
        // A random byte equals the old one once in 256 times.
        Assert.InRange(changed, 3 * box.Area * 0.97, 3 * box.Area);
        Assert.True(box.Area > 40);
    }

    [Fact]
    public void The_filling_is_random_over_all_bytes()
    {
        byte[] image = new byte[Shape.Bytes];
        var random = new ImageRandom(4, 0);
        for (int i = 0; i < 200; i++)
            new RandomErasing(0.5, Shape).Apply(image, ref random);

        Assert.Equal(127.5, image.Average(value => value), 4.0);
        Assert.Equal(256, image.Distinct().Count());
    }

    [Fact]
    public void An_area_of_0_erases_nothing()
    {
        byte[] image = TestPixels.Random(Shape, seed: 1), before = [.. image];
        var random = new ImageRandom(1, 0);

        new RandomErasing(0, Shape).Apply(image, ref random);

        Assert.Equal(before, image);
    }
}
