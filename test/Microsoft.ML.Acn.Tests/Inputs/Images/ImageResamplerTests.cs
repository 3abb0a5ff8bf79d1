using Microsoft.ML.Acn.Inputs.Images;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

public class ImageResamplerTests
{
    [Fact]
    public void A_picture_of_the_right_size_stays_as_it_is()
    {
        byte[] source = Random(3 * 5, 1);

        Assert.Equal(source, ImageResampler.Cover(source, new ImageSize(3, 5), new ImageSize(3, 5)));
    }

    [Fact]
    public void Reduced_by_two_a_pixel_has_an_eighth_three_eighths_three_eighths_and_an_eighth()
    {
        // Six columns to three: the middle pixel's centre is 3, its triangle reaches from 1 to 5, over the pixels 1, 2, 3, 4.
        byte[] result = ImageResampler.Cover(Grey([8, 16, 32, 64, 128, 240, 8, 16, 32, 64, 128, 240]), new ImageSize(2, 6), new ImageSize(1, 3));

        // At the border the weights of what is there are 3, 3, 1 of 7.
        Assert.Equal([(byte)Math.Round(((3 * 8) + (3 * 16) + 32) / 7.0), (16 + (3 * 32) + (3 * 64) + 128) / 8, (byte)Math.Round((64 + (3 * 128) + (3 * 240)) / 7.0)], Levels(result));
    }

    [Fact]
    public void Enlarged_by_two_a_pixel_is_a_quarter_of_its_neighbour()
    {
        byte[] result = ImageResampler.Cover(Grey([0, 100, 0, 100]), new ImageSize(2, 2), new ImageSize(4, 4));

        Assert.Equal([0, 25, 75, 100], Levels(result)[..4]);
    }

    [Fact]
    public void What_stands_out_is_cut_off_evenly()
    {
        byte[] wide = ImageResampler.Cover(Grey([1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]), new ImageSize(2, 6), new ImageSize(2, 2));
        byte[] high = ImageResampler.Cover(Grey([1, 2, 3, 4, 5, 6, 7, 8]), new ImageSize(4, 2), new ImageSize(2, 2));

        Assert.Equal([3, 4, 13, 14], Levels(wide));
        Assert.Equal([3, 4, 5, 6], Levels(high));
    }

    [Theory]
    [InlineData(7, 13, 5, 4)]
    [InlineData(40, 9, 6, 8)]
    [InlineData(3, 3, 8, 10)]
    [InlineData(1, 1, 4, 4)]
    [InlineData(100, 101, 16, 16)]
    [InlineData(4, 300, 8, 8)]
    public void Every_size_agrees_with_a_sum_over_all_pixels(int height, int width, int targetHeight, int targetWidth)
    {
        byte[] source = Random(height * width, height);

        byte[] result = ImageResampler.Cover(source, new ImageSize(height, width), new ImageSize(targetHeight, targetWidth));

        double scale = Math.Max((double)targetHeight / height, (double)targetWidth / width);
        for (int i = 0; i < result.Length; i++)
        {
            int x = i / 4 % targetWidth, y = i / 4 / targetWidth;
            double sum = 0, weights = 0;
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    double weight = Weight(row, y, height, targetHeight, scale) * Weight(column, x, width, targetWidth, scale);
                    sum += weight * source[(4 * ((row * width) + column)) + (i % 4)];
                    weights += weight;
                }
            }
            Assert.InRange(result[i], (sum / weights) - 0.51, (sum / weights) + 0.51);
        }
    }

    /// <summary>A triangle around the pixel's centre in the source, one pixel of the coarser of both grids to each side.</summary>
    private static double Weight(int source, int target, int sourceSide, int targetSide, double scale)
    {
        double center = (sourceSide / 2.0) + ((target + 0.5 - (targetSide / 2.0)) / scale);
        return Math.Max(1 - (Math.Abs(source + 0.5 - center) * Math.Min(scale, 1)), 0);
    }

    private static byte[] Random(int pixels, int seed)
    {
        byte[] bytes = new byte[4 * pixels];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Grey(byte[] levels) => [.. levels.SelectMany(level => new byte[] { level, level, level, 255 })];

    private static byte[] Levels(byte[] pixels)
    {
        Assert.All(pixels.Chunk(4), pixel => Assert.Equal((pixel[0], pixel[0], (byte)255), (pixel[1], pixel[2], pixel[3])));
        return [.. pixels.Chunk(4).Select(pixel => pixel[0])];
    }
}
