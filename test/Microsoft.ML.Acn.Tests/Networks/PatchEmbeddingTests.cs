using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class PatchEmbeddingTests
{
    [Fact]
    public void Patches_are_cut_row_by_row_and_hold_channel_by_channel()
    {
        using var scope = NewDisposeScope();
        PatchEmbeddingConfig config = TestImages.Patches(channels: 2, height: 4, width: 6, patchSize: 2);
        Tensor pixels = arange(0, 48, dtype: ScalarType.Float32).view(1, 2, 4, 6); // the second channel begins at 24

        float[] patches = LinearStem.Patches(pixels, config).Numbers();

        Assert.Equal([0, 1, 6, 7, 24, 25, 30, 31], patches[..8]); // first row of patches, first column
        Assert.Equal([2, 3, 8, 9, 26, 27, 32, 33], patches[8..16]);
        Assert.Equal([12, 13, 18, 19, 36, 37, 42, 43], patches[24..32]); // second row, first column
    }

    [Theory]
    [InlineData(1, 28, 28, 4)]
    [InlineData(3, 6, 15, 3)]
    [InlineData(4, 5, 5, 5)]
    public void Patches_are_those_of_a_loop(int channels, int height, int width, int patchSize)
    {
        using var scope = NewDisposeScope();
        PatchEmbeddingConfig config = TestImages.Patches(channels, height, width, patchSize);
        ImageBatch batch = TestImages.Batch(config, 3);
        double[] expected = [.. Enumerable.Range(0, 3).SelectMany(image =>
            from row in Enumerable.Range(0, height / patchSize)
            from column in Enumerable.Range(0, width / patchSize)
            from number in ReferenceImageNetwork.Patch(ReferenceImageNetwork.Normalised(batch, image), row * patchSize, column * patchSize, patchSize)
            select number)];
        Tensor normalised = tensor([.. Enumerable.Range(0, 3).SelectMany(image => ReferenceImageNetwork.Normalised(batch, image).Cast<double>())], [3, channels, height, width]);

        double[] patches = LinearStem.Patches(normalised, config).data<double>().ToArray();

        Assert.Equal(expected, patches);
    }

    [Theory]
    [InlineData(PatchStem.Linear, 1, 28, 28, 7)]
    [InlineData(PatchStem.Convolutional, 1, 28, 28, 4)]
    [InlineData(PatchStem.Convolutional, 3, 10, 14, 2)]
    [InlineData(PatchStem.Convolutional, 3, 24, 40, 8)]
    [InlineData(PatchStem.Convolutional, 4, 48, 16, 16)]
    public void A_stem_makes_one_token_of_each_patch(object stem, int channels, int height, int width, int patchSize)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 5);
        PatchEmbeddingConfig config = TestImages.Patches(channels, height, width, patchSize, (PatchStem)stem);
        using TokenEmbedding embedding = config.Build(24, init);
        int tokens = height / patchSize * (width / patchSize);

        EmbeddedBatch embedded = embedding.Embed(TestImages.Batch(config, 2), null);

        Assert.Equal(tokens, config.Tokens);
        Assert.Equal([2L, tokens, 24], embedded.Tokens.shape);
        Assert.Equal([2L, 1, tokens], embedded.PoolWeights.shape);
        Assert.All(embedded.PoolWeights.Numbers(), share => Assert.Equal(1f / tokens, share));
        Assert.Null(embedded.Mask);
        Assert.Null(embedding.RowTable);
    }

    [Theory]
    [InlineData(PatchStem.Linear)]
    [InlineData(PatchStem.Convolutional)]
    public void Patches_start_at_a_deviation_near_one_and_positions_at_half_of_it(object stem)
    {
        using var scope = NewDisposeScope();
        PatchEmbeddingConfig config = TestImages.Patches(height: 32, width: 32, stem: (PatchStem)stem, hasPositions: false);
        ImageBatch batch = TestImages.Batch(config, 16);
        float[] patches = Embed(config, batch), both = Embed(config with { HasPositions = true }, batch);

        Assert.InRange(Deviation(patches), 0.6, 1.5);
        Assert.InRange(Deviation([.. both.Zip(patches, (sum, patch) => sum - patch)]), 0.4, 0.6);

        static double Deviation(float[] numbers) => Math.Sqrt(numbers.Average(number => (double)number * number));
    }

    [Fact]
    public void Each_row_and_column_of_patches_has_its_own_position()
    {
        using var scope = NewDisposeScope();
        PatchEmbeddingConfig config = TestImages.Patches();
        ImageBatch grey = TestImages.Batch(config, 1);
        grey.Pixels.Span.Fill(100);

        float[] tokens = Embed(config, grey), without = Embed(config with { HasPositions = false }, grey);

        Assert.Equal(6, tokens.Chunk(8).DistinctBy(token => string.Join(' ', token)).Count());
        Assert.Single(without.Chunk(8).DistinctBy(token => string.Join(' ', token)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(32)]
    public void Convolutions_cannot_make_patches_of_every_size(int patchSize)
    {
        using WeightInitializer init = new(CPU, 5);
        PatchEmbeddingConfig config = TestImages.Patches(height: 96, width: 96, patchSize: patchSize, stem: PatchStem.Convolutional);

        Assert.Contains($"not of {patchSize}", Assert.Throws<ArgumentException>(() => config.Build(8, init)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_broken_patches_is_an_error()
    {
        using WeightInitializer init = new(CPU, 5);

        Assert.Throws<ArgumentException>(() => TestImages.Patches(height: 9).Build(8, init));
        Assert.Throws<ArgumentException>(() => TestImages.Patches(width: 9).Build(8, init));
    }

    private static float[] Embed(PatchEmbeddingConfig config, ImageBatch batch)
    {
        using WeightInitializer init = new(CPU, 5);
        using TokenEmbedding embedding = config.Build(8, init);
        return embedding.Embed(batch, null).Tokens.Numbers();
    }
}
