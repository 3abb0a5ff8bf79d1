using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class PaddedCropTests
{
    private static readonly byte[] ThreeByThree =
    [
        1, 2, 3,
        4, 5, 6,
        7, 8, 9,
    ];

    [Theory]
    [InlineData(1, 0, new byte[] { 2, 3, 2, 5, 6, 5, 8, 9, 8 })]
    [InlineData(-1, 0, new byte[] { 2, 1, 2, 5, 4, 5, 8, 7, 8 })]
    [InlineData(0, 2, new byte[] { 7, 8, 9, 4, 5, 6, 1, 2, 3 })]
    [InlineData(-2, -1, new byte[] { 6, 5, 4, 3, 2, 1, 6, 5, 4 })]
    public void A_crop_beyond_the_border_shows_the_image_reflected(int x, int y, byte[] expected)
    {
        byte[] image = [.. ThreeByThree];

        new PaddedCrop(0.5, new ImageShape(1, 3, 3)).Shift(image, x, y);

        Assert.Equal(expected, image);
    }

    [Fact]
    public void All_channels_move_together()
    {
        byte[] image = [1, 2, 3, 11, 12, 13, 21, 22, 23];

        new PaddedCrop(0.5, new ImageShape(3, 1, 3)).Shift(image, 1, 0);

        Assert.Equal([2, 3, 2, 12, 13, 12, 22, 23, 22], image);
    }

    [Fact]
    public void Every_offset_within_the_padding_occurs_and_no_other()
    {
        // 16 x 8 with 1/8: two columns and one row either way. The pixel in the middle tells where the crop begins.
        var shape = new ImageShape(1, 8, 16);
        byte[] original = [.. Enumerable.Range(0, shape.Bytes).Select(i => (byte)i)];
        var crop = new PaddedCrop(0.125, shape);
        var random = new ImageRandom(1, 0);
        var offsets = new HashSet<(int, int)>();
        for (int i = 0; i < 1_000; i++)
        {
            byte[] image = [.. original];
            crop.Apply(image, ref random);
            byte middle = image[(4 * 16) + 8];
            offsets.Add((middle % 16 - 8, middle / 16 - 4));
        }

        var expected = from x in Enumerable.Range(-2, 5) from y in Enumerable.Range(-1, 3) select (x, y);
        Assert.Equal(expected.Order(), offsets.Order());
    }
}
