using Microsoft.ML.Acn.Inputs.Images;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>What is chosen when the options leave it open.</summary>
public class ImageGeometryTests
{
    [Theory]
    [InlineData(28, 28, 28, 28, 4)]
    [InlineData(32, 32, 32, 32, 4)]
    [InlineData(16, 16, 16, 16, 2)]
    [InlineData(8, 8, 8, 8, 1)]
    [InlineData(64, 64, 64, 64, 8)]
    [InlineData(375, 500, 48, 64, 8)]
    [InlineData(3_000, 4_000, 48, 64, 8)]
    [InlineData(33, 31, 32, 32, 4)]
    [InlineData(1, 1, 4, 4, 1)]
    [InlineData(1_000, 10, 64, 4, 2)]
    public void The_size_is_that_of_the_images_and_the_patches_are_at_most_64(int height, int width, int expectedHeight, int expectedWidth, int patch)
    {
        var geometry = new ImageGeometry(null, null, null, null);

        geometry.SettleSize([new ImageSize(height, width)]);

        Assert.Equal((expectedHeight, expectedWidth, patch), (geometry.Size!.Value.Height, geometry.Size.Value.Width, geometry.PatchSize));
        Assert.Equal(expectedHeight / patch * (expectedWidth / patch), geometry.Tokens);
        Assert.InRange(geometry.Tokens, 1, 64);
    }

    [Fact]
    public void Each_side_is_the_median()
    {
        var geometry = new ImageGeometry(null, null, null, 1);

        geometry.SettleSize([new(10, 50), new(20, 40), new(60, 30)]);

        Assert.Equal(new ImageSize(20, 40), geometry.Size);
    }

    [Theory]
    [InlineData(32, null, null, 32, 64, 8)]
    [InlineData(null, 32, null, 16, 32, 4)]
    [InlineData(32, 32, null, 32, 32, 4)]
    [InlineData(30, 30, null, 30, 30, 5)]
    [InlineData(28, 56, 7, 28, 56, 7)]
    [InlineData(null, null, 7, 35, 63, 7)]
    public void What_is_given_is_kept_and_the_rest_follows_the_images(int? height, int? width, int? patch, int expectedHeight, int expectedWidth, int expectedPatch)
    {
        var geometry = new ImageGeometry(height, width, null, patch);

        geometry.SettleSize([new ImageSize(100, 200)]);

        Assert.Equal((expectedHeight, expectedWidth, expectedPatch), (geometry.Size!.Value.Height, geometry.Size.Value.Width, geometry.PatchSize));
    }

    [Theory]
    [InlineData(31, 37, null, "No patch size divides images of 31 x 37 pixels into at most 64 whole patches. Set PatchSize, or other sizes.")]
    [InlineData(1_024, 1_024, 4, "PatchSize is 4, which makes more than 4,096 patches of images of 1024 x 1024 pixels.")]
    [InlineData(28, 28, 5, "PatchSize is 5, which does not divide images of 28 x 28 pixels into whole patches.")]
    public void A_vector_whose_shape_has_no_patches_is_an_error(int height, int width, int? patch, string message)
    {
        var geometry = new ImageGeometry(null, null, null, patch);

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => geometry.Settle(new ImageShape(1, height, width))).Message);
    }

    [Fact]
    public void Only_the_first_32_readable_images_decide()
    {
        byte[]?[] Files(int before) => [null, .. Enumerable.Range(0, before).Select(seed => Pictures.NoisePng(8, 8, seed, isGrey: true)), .. Enumerable.Range(0, 40).Select(seed => Pictures.NoisePng(16, 16, seed))];

        Assert.Equal(new ImageShape(1, 8, 8), Pictures.Store(Files(32)).Geometry.Shape);
        Assert.Equal(new ImageShape(3, 8, 8), Pictures.Store(Files(31)).Geometry.Shape);
        Assert.Equal(new ImageShape(3, 16, 16), Pictures.Store(Files(10)).Geometry.Shape);
    }

    [Fact]
    public void Unreadable_images_before_the_first_readable_one_decide_nothing()
    {
        ImageRowStore store = Pictures.Store([.. Enumerable.Repeat("no image"u8.ToArray(), 150), Pictures.NoisePng(8, 12, 1)]);

        Assert.Equal(new ImageShape(3, 8, 12), store.Geometry.Shape);
        Assert.Equal(150, Enumerable.Range(0, store.Count).Count(row => store.ProblemOf(row) is not null));
    }

    [Fact]
    public void Grey_is_judged_as_it_is_seen_over_the_background()
    {
        byte[] file = Pictures.NoisePng(8, 8, 1, isGrey: true, isOpaque: false);

        Assert.Equal(1, Pictures.Store([file]).Geometry.Channels);
        Assert.Equal(3, Pictures.Store([file], new AcnImageOptions { Background = System.Drawing.Color.Red }).Geometry.Channels);
    }
}
