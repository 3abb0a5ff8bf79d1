using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class MixUpTests
{
    [Fact]
    public void Two_images_blend_in_their_shares()
    {
        byte[] own = [100, 0, 255, 7], partner = [200, 255, 0, 7];

        float share = MixUp.Blend(own, partner, 0.75);

        // 75 + 50; 63.75; 191.25; 7
        Assert.Equal([125, 64, 191, 7], own);
        Assert.Equal(0.75f, share);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.3333)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Long_images_are_rounded_value_by_value_in_the_share_returned(double asked)
    {
        // Longer than a vector register, and not a multiple of one.
        byte[] own = new byte[1_001], partner = new byte[1_001];
        new Random(1).NextBytes(own);
        new Random(2).NextBytes(partner);
        byte[] before = [.. own];

        float share = MixUp.Blend(own, partner, asked);

        Assert.Equal(asked, share, 1.0 / 512);
        for (int i = 0; i < own.Length; i++)
            Assert.Equal(Math.Round((before[i] * share) + (partner[i] * (1.0 - share)), MidpointRounding.AwayFromZero), own[i]);
    }
}
