using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class BatchMixTests
{
    private const int Count = 50;
    private static readonly ImageShape Shape = new(3, 12, 10);

    [Fact]
    public void Partners_are_a_permutation()
    {
        RowMix mix = Mixed(1, 0, seed: 1).Mix;

        Assert.Equal(Enumerable.Range(0, Count), mix.Partners.Order());
        // One fixed point is expected in a random permutation of any length.
        Assert.InRange(mix.Partners.Where((partner, i) => partner == i).Count(), 0, 6);
    }

    [Fact]
    public void Mix_up_blends_every_pixel_of_an_image_as_it_was_with_its_partner_as_it_was()
    {
        (byte[] pixels, RowMix mix) = Mixed(1, 0, seed: 1);

        for (int i = 0; i < Count; i++)
        {
            double expected = Math.Round((i * mix.OwnShares[i]) + (mix.Partners[i] * (1.0 - mix.OwnShares[i])), MidpointRounding.AwayFromZero);
            Assert.All(pixels[(i * Shape.Bytes)..((i + 1) * Shape.Bytes)], value => Assert.Equal(expected, value));
        }
        Assert.True(mix.OwnShares.Distinct().Count() > Count / 2, "Shares are drawn per image.");
    }

    [Fact]
    public void The_share_of_cut_mix_is_that_of_the_pixels_counted()
    {
        (byte[] pixels, RowMix mix) = Mixed(0, 1, seed: 1);

        for (int i = 0; i < Count; i++)
        {
            byte[] image = pixels[(i * Shape.Bytes)..((i + 1) * Shape.Bytes)];
            Assert.All(image, value => Assert.True(value == i || value == mix.Partners[i]));
            if (mix.Partners[i] != i)
                Assert.Equal(image.Count(value => value == i) / (float)image.Length, mix.OwnShares[i], 1e-6f);
        }
        Assert.True(mix.OwnShares.Distinct().Count() > Count / 4, "Boxes are drawn per image.");
    }

    [Fact]
    public void With_both_on_a_batch_takes_either_as_often()
    {
        int cut = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] pixels = Mixed(1, 1, seed).Pixels;
            // CutMix leaves no value that no image had at its place.
            cut += pixels.Chunk(Shape.Bytes).All(image => image.Distinct().Count() <= 2) && pixels.Chunk(Shape.Bytes).Any(image => image.Distinct().Count() == 2) ? 1 : 0;
        }

        // Expected 100, standard deviation 7.
        Assert.InRange(cut, 70, 130);
    }

    [Theory]
    [InlineData(0.2, 0)]
    [InlineData(0, 1)]
    public void A_single_image_is_mixed_with_itself_without_harm(double mixUpAlpha, double cutMixAlpha)
    {
        byte[] pixels = TestPixels.Random(Shape, seed: 1), before = [.. pixels];

        RowMix mix = new BatchMix(mixUpAlpha, cutMixAlpha, Shape).Apply(pixels, 1, seed: 3)!;

        Assert.Equal(before, pixels);
        Assert.Equal([0], mix.Partners);
        Assert.InRange(mix.OwnShares[0], 0, 1);
    }

    [Fact]
    public void With_both_off_nothing_is_mixed()
        => Assert.Null(new BatchMix(0, 0, Shape).Apply(new byte[Shape.Bytes], 1, seed: 1));

    [Fact]
    public void Batches_of_different_sizes_can_follow_each_other()
    {
        var mixer = new BatchMix(1, 0, Shape);
        mixer.Apply(TestPixels.Random(Shape, seed: 1, count: 9), 9, seed: 1);
        byte[] pixels = TestPixels.Numbered(Shape, 5), fresh = [.. pixels];

        mixer.Apply(pixels, 5, seed: 2);
        new BatchMix(1, 0, Shape).Apply(fresh, 5, seed: 2);

        Assert.Equal(fresh, pixels);
    }

    private static (byte[] Pixels, RowMix Mix) Mixed(double mixUpAlpha, double cutMixAlpha, long seed)
    {
        byte[] pixels = TestPixels.Numbered(Shape, Count);
        return (pixels, new BatchMix(mixUpAlpha, cutMixAlpha, Shape).Apply(pixels, Count, seed)!);
    }
}
