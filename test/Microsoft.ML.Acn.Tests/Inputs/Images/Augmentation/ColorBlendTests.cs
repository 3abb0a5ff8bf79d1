using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class ColorBlendTests
{
    [Fact]
    public void Without_saturation_all_colours_are_the_luma()
    {
        // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
        byte[] colors = [200, 100, 50];

        ColorBlend.Saturation(colors, 0);

        Assert.Equal([124, 124, 124], colors);
    }

    [Fact]
    public void Saturation_moves_each_colour_away_from_grey_within_the_range_of_a_byte()
    {
        byte[] colors = [200, 100, 50];

        ColorBlend.Saturation(colors, 1.5);

        // 124 + 1.5 * (76, -24, -74) = 238, 88, 13
        Assert.Equal([238, 88, 13], colors);
        ColorBlend.Saturation(colors, 2);
        Assert.Equal(255, colors[0]);
        Assert.Equal(0, colors[2]);
    }

    [Fact]
    public void Grey_pixels_keep_their_value_at_any_saturation()
    {
        byte[] colors = [0, 77, 255, 0, 77, 255, 0, 77, 255];

        ColorBlend.Saturation(colors, 1.9);

        Assert.Equal([0, 77, 255, 0, 77, 255, 0, 77, 255], colors);
    }

    [Theory]
    [InlineData(0, 38)]
    [InlineData(1, 100)]
    [InlineData(1.9, 156)]
    public void Sharpness_is_the_distance_from_the_smoothed_pixel(double factor, byte expected)
    {
        // (5 * 100 + 0) / 13 = 38.46; 38 + 1.9 * 62 = 155.8
        byte[] before = [0, 0, 0, 0, 100, 0, 0, 0, 0], after = [.. before];

        ColorBlend.Sharpness(before, after, 3, 3, factor);

        Assert.Equal([0, 0, 0, 0, expected, 0, 0, 0, 0], after);
    }

    [Fact]
    public void Smoothing_is_the_weighted_mean_of_each_neighbourhood_and_leaves_the_border()
    {
        const int Height = 6, Width = 9;
        byte[] before = new byte[2 * Height * Width];
        new Random(1).NextBytes(before);
        byte[] after = [.. before];

        ColorBlend.Sharpness(before, after, Height, Width, 0);

        for (int i = 0; i < before.Length; i++)
        {
            int x = i % Width, y = i / Width % Height;
            bool isBorder = x is 0 or Width - 1 || y is 0 or Height - 1;
            double mean = 4 * before[i];
            for (int dy = -1; dy <= 1 && !isBorder; dy++)
                mean += before[i + (dy * Width) - 1] + before[i + (dy * Width)] + before[i + (dy * Width) + 1];
            Assert.Equal(isBorder ? before[i] : mean / 13, after[i], 0.51);
        }
    }

    [Fact]
    public void The_mean_grey_weighs_colours_by_luma()
    {
        Assert.Equal(20, ColorBlend.MeanGrey([10, 30], 2));
        Assert.Equal((0.299 * 20) + (0.587 * 100) + (0.114 * 200), ColorBlend.MeanGrey([10, 30, 100, 100, 150, 250], 2), 1e-9);
    }
}
