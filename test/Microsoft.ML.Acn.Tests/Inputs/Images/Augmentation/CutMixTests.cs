using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class CutMixTests
{
    [Fact]
    public void A_box_of_every_channel_comes_from_the_partner()
    {
        var shape = new ImageShape(2, 2, 3);
        byte[] own = new byte[12], partner = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16];

        float share = CutMix.Paste(own, partner, shape, new ImageBox(Left: 1, Top: 0, Width: 2, Height: 1));

        Assert.Equal([0, 2, 3, 0, 0, 0, 0, 12, 13, 0, 0, 0], own);
        Assert.Equal(4f / 6, share);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0.75, 20, 10)]
    [InlineData(0, 40, 20)]
    public void Boxes_have_the_share_and_the_ratio_of_the_image_less_what_is_outside(double share, int width, int height)
    {
        var shape = new ImageShape(1, 20, 40);
        var random = new ImageRandom(1, 0);
        int whole = 0;
        for (int i = 0; i < 1_000; i++)
        {
            ImageBox box = CutMix.Draw(shape, share, ref random);
            Assert.InRange(box.Width, width / 2, width);
            Assert.InRange(box.Height, height / 2, height);
            Assert.InRange(box.Left, 0, 40 - box.Width);
            Assert.InRange(box.Top, 0, 20 - box.Height);
            whole += box.Width == width && box.Height == height ? 1 : 0;
        }
        Assert.InRange(whole, 1, 1_000);
    }
}
