using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class AffineMapTests
{
    private static readonly ImageShape Square = new(1, 3, 3);

    private static readonly byte[] ThreeByThree =
    [
        1, 2, 3,
        4, 5, 6,
        7, 8, 9,
    ];

    [Theory]
    [InlineData(0, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(90, new byte[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 })]
    [InlineData(180, new byte[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData(-90, new byte[] { 7, 4, 1, 8, 5, 2, 9, 6, 3 })]
    public void Quarter_turns_are_exact(double degrees, byte[] expected)
        => Assert.Equal(expected, Apply(AffineMap.Rotation(degrees), ThreeByThree, Square));

    [Fact]
    public void Four_quarter_turns_of_an_even_sided_colour_image_give_it_back()
    {
        var shape = new ImageShape(3, 28, 28);
        byte[] original = TestPixels.Random(shape, seed: 1), image = original;

        byte[] once = Apply(AffineMap.Rotation(90), original, shape);
        for (int i = 0; i < 4; i++)
            image = Apply(AffineMap.Rotation(90), image, shape);

        Assert.NotEqual(original, once);
        Assert.Equal(original, image);
    }

    [Theory]
    [InlineData(1, 0, new byte[] { 1, 1, 2, 4, 4, 5, 7, 7, 8 })]
    [InlineData(-2, 0, new byte[] { 3, 3, 3, 6, 6, 6, 9, 9, 9 })]
    [InlineData(0, 1, new byte[] { 1, 2, 3, 1, 2, 3, 4, 5, 6 })]
    [InlineData(0, -30, new byte[] { 7, 8, 9, 7, 8, 9, 7, 8, 9 })]
    public void Translation_by_whole_pixels_continues_the_border(double x, double y, byte[] expected)
        => Assert.Equal(expected, Apply(AffineMap.Translation(x, y), ThreeByThree, Square));

    [Fact]
    public void Translation_by_half_a_pixel_takes_the_mean_of_neighbours()
        => Assert.Equal([10, 15, 25], Apply(AffineMap.Translation(0.5, 0), [10, 20, 30], new ImageShape(1, 1, 3)));

    [Fact]
    public void Shear_moves_rows_in_proportion_to_their_distance_from_the_centre()
        => Assert.Equal([1, 1, 2, 4, 5, 6, 8, 9, 9], Apply(AffineMap.Shear(1, 0), ThreeByThree, Square));

    [Fact]
    public void Shear_moves_columns_in_proportion_to_their_distance_from_the_centre()
        => Assert.Equal([1, 2, 6, 1, 5, 9, 4, 8, 9], Apply(AffineMap.Shear(0, 1), ThreeByThree, Square));

    [Theory]
    [InlineData(17)]
    [InlineData(-30)]
    public void Slanted_maps_agree_with_bilinear_sampling_in_double(double degrees)
    {
        var shape = new ImageShape(3, 13, 20);
        byte[] image = TestPixels.Random(shape, seed: 2);
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        var map = new AffineMap(cos, -sin, 0.7, sin, cos, -1.3);

        byte[] moved = Apply(map, image, shape);

        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < 13; y++)
            {
                for (int x = 0; x < 20; x++)
                {
                    double sourceX = (cos * (x - 9.5)) - (sin * (y - 6)) + 9.5 + 0.7, sourceY = (sin * (x - 9.5)) + (cos * (y - 6)) + 6 - 1.3;
                    // Weights of 8 bits move a value by at most 255 / 512 in either direction, and rounding by a half.
                    Assert.Equal(Bilinear(image, shape, channel, sourceX, sourceY), moved[(((channel * 13) + y) * 20) + x], 1.6);
                }
            }
        }
    }

    private static double Bilinear(byte[] image, ImageShape shape, int channel, double x, double y)
    {
        int left = (int)Math.Floor(x), above = (int)Math.Floor(y);
        double sum = 0;
        foreach ((int i, int j) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            double weight = (1 - Math.Abs(x - (left + i))) * (1 - Math.Abs(y - (above + j)));
            int column = Math.Clamp(left + i, 0, shape.Width - 1), row = Math.Clamp(above + j, 0, shape.Height - 1);
            sum += weight * image[(((channel * shape.Height) + row) * shape.Width) + column];
        }
        return sum;
    }

    private static byte[] Apply(AffineMap map, byte[] image, ImageShape shape)
    {
        byte[] target = new byte[image.Length];
        map.Apply(image, target, shape);
        return target;
    }
}
