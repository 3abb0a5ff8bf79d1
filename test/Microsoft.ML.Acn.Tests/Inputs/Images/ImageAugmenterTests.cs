using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

public class ImageAugmenterTests
{
    private static readonly ImageShape Small = new(3, 9, 12);

    [Fact]
    public void None_changes_nothing_and_mixes_nothing()
    {
        byte[] pixels = TestPixels.Random(Small, seed: 1, count: 8);
        byte[] before = [.. pixels];

        Assert.Null(new ImageAugmenter(AcnImageAugmentation.None, Small, new Random(1)).Apply(pixels, 8));

        Assert.Equal(before, pixels);
    }

    [Fact]
    public void Light_mixes_nothing_and_keeps_every_value_from_the_image()
    {
        byte[] pixels = TestPixels.Numbered(Small, 30);
        byte[] before = [.. pixels];

        Assert.Null(new ImageAugmenter(AcnImageAugmentation.Light, Small, new Random(1)).Apply(pixels, 30));

        // Flips and crops with reflected padding take every pixel from the same image.
        Assert.Equal(before, pixels);
    }

    [Fact]
    public void The_flip_comes_as_often_as_asked()
    {
        byte[] first = TestPixels.Random(Small, seed: 2);
        byte[] pixels = [.. Enumerable.Repeat(first, 2_000).SelectMany(image => image)];

        new ImageAugmenter(new AcnImageAugmentation { HorizontalFlip = 0.3 }, Small, new Random(1)).Apply(pixels, 2_000);

        int flipped = pixels.Chunk(Small.Bytes).Count(image => !image.SequenceEqual(first));
        // Expected 600, standard deviation 20.5.
        Assert.InRange(flipped, 520, 680);
    }

    [Fact]
    public void A_certain_flip_flips_all()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6];

        new ImageAugmenter(new AcnImageAugmentation { HorizontalFlip = 1 }, new ImageShape(1, 1, 3), new Random(1)).Apply(pixels, 2);

        Assert.Equal([3, 2, 1, 6, 5, 4], pixels);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        (byte[] pixels, RowMix mix) first = Strong(5), second = Strong(5), other = Strong(6);

        Assert.Equal(first.pixels, second.pixels);
        Assert.Equal(first.mix.Partners, second.mix.Partners);
        Assert.Equal(first.mix.OwnShares, second.mix.OwnShares);
        Assert.NotEqual(first.pixels, other.pixels);

        static (byte[], RowMix) Strong(int seed)
        {
            byte[] pixels = TestPixels.Random(Small, seed: 3, count: 20);
            return (pixels, new ImageAugmenter(AcnImageAugmentation.Strong, Small, new Random(seed)).Apply(pixels, 20)!);
        }
    }

    [Fact]
    public void The_next_batch_is_changed_in_another_way()
    {
        var augmenter = new ImageAugmenter(AcnImageAugmentation.Strong, Small, new Random(1));
        byte[] first = TestPixels.Random(Small, seed: 3, count: 4), second = [.. first];

        augmenter.Apply(first, 4);
        augmenter.Apply(second, 4);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void What_happens_to_an_image_does_not_depend_on_the_others_of_its_batch()
    {
        AcnImageAugmentation alone = AcnImageAugmentation.Strong;
        (alone.MixUpAlpha, alone.CutMixAlpha) = (0, 0);
        byte[] pixels = TestPixels.Random(Small, seed: 3, count: 20);
        byte[] fewer = pixels[..(7 * Small.Bytes)];

        new ImageAugmenter(alone, Small, new Random(1)).Apply(pixels, 20);
        new ImageAugmenter(alone, Small, new Random(1)).Apply(fewer, 7);

        Assert.Equal(pixels[..(7 * Small.Bytes)], fewer);
    }

    [Fact]
    public void The_images_of_a_batch_are_changed_in_different_ways()
    {
        byte[] first = TestPixels.Random(Small, seed: 2);
        byte[] pixels = [.. Enumerable.Repeat(first, 50).SelectMany(image => image)];

        new ImageAugmenter(AcnImageAugmentation.Light, Small, new Random(1)).Apply(pixels, 50);

        // 2 directions x 3 columns to either side or none x 1 row likewise: 30 outcomes.
        int distinct = pixels.Chunk(Small.Bytes).Select(Convert.ToHexString).Distinct().Count();
        Assert.InRange(distinct, 15, 30);
    }

    [Fact]
    public void Only_the_images_counted_are_changed()
    {
        byte[] pixels = TestPixels.Random(Small, seed: 3, count: 3);
        byte[] last = pixels[(2 * Small.Bytes)..];

        new ImageAugmenter(AcnImageAugmentation.Strong, Small, new Random(1)).Apply(pixels, 2);

        Assert.Equal(last, pixels[(2 * Small.Bytes)..]);
    }

    [Fact]
    public void Alpha_is_neither_recoloured_nor_erased()
    {
        // One alpha throughout: moving and blending cannot change it, so that a change could only be recolouring.
        var shape = new ImageShape(4, 8, 8);
        byte[] pixels = TestPixels.Random(shape, seed: 4, count: 300);
        for (int i = 0; i < 300; i++)
            pixels.AsSpan((i * shape.Bytes) + (3 * 64), 64).Fill(77);
        AcnImageAugmentation most = AcnImageAugmentation.Strong;
        (most.Operations, most.Magnitude, most.ErasingProbability) = (4, 1, 1);

        new ImageAugmenter(most, shape, new Random(1)).Apply(pixels, 300);

        Assert.All(pixels.Chunk(shape.Bytes), image => Assert.All(image[(3 * 64)..], alpha => Assert.Equal(77, alpha)));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 5)]
    [InlineData(4, 5, 1)]
    [InlineData(3, 2, 2)]
    public void The_smallest_images_pass_through_everything(int channels, int height, int width)
    {
        var shape = new ImageShape(channels, height, width);
        byte[] pixels = TestPixels.Random(shape, seed: 4, count: 200);
        AcnImageAugmentation most = AcnImageAugmentation.Strong;
        (most.CropPadding, most.Operations, most.Magnitude, most.ErasingProbability, most.ErasingArea) = (0.5, 4, 1, 1, 1);

        RowMix mix = new ImageAugmenter(most, shape, new Random(1)).Apply(pixels, 200)!;

        Assert.All(mix.OwnShares, share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void A_batch_allocates_no_more_than_its_mix()
    {
        var shape = new ImageShape(3, 16, 16);
        var augmenter = new ImageAugmenter(AcnImageAugmentation.Strong, shape, new Random(1));
        byte[] pixels = TestPixels.Random(shape, seed: 4, count: 64);
        augmenter.Apply(pixels, 64);

        // The least of three: the runtime allocates once itself when it compiles a method better.
        long allocated = Enumerable.Range(0, 3).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                augmenter.Apply(pixels, 64);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        // Two arrays of 64 numbers and the object around them.
        Assert.InRange(allocated, 0, 20 * 700);
    }
}
