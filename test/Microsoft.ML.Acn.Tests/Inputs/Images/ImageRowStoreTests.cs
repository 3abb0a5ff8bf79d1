using Microsoft.ML.Acn.Inputs.Images;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

public class ImageRowStoreTests
{
    [Fact]
    public void Eight_threads_store_what_one_stores()
    {
        byte[]?[] files = [.. Enumerable.Range(0, 300).Select(i => i % 7 == 3 ? Pictures.NoisePng(20, 30, i)[..300] : Pictures.NoisePng(10 + (i % 40), 50 - (i % 30), i))];
        AcnImageOptions Options(int threads) => new() { Threads = threads };

        ImageRowStore one = Pictures.Store(files, Options(1)), eight = Pictures.Store(files, Options(8));

        Assert.Equal(300, eight.Count);
        Assert.Equal(one.Geometry.Shape, eight.Geometry.Shape);
        for (int row = 0; row < 300; row++)
        {
            Assert.Equal(one.ProblemOf(row), eight.ProblemOf(row));
            Assert.Equal(row % 7 == 3, one.ProblemOf(row) is not null);
            if (row % 7 != 3)
                Assert.Equal(one.Pixels(row).ToArray(), eight.Pixels(row).ToArray());
        }
    }

    [Fact]
    public async Task Stores_of_several_threads_do_not_disturb_each_other()
    {
        byte[][] files = [.. Enumerable.Range(0, 100).Select(i => Pictures.NoisePng(16, 16, i))];
        byte[][] Stored()
        {
            ImageRowStore store = Pictures.Store(files);
            return [.. Enumerable.Range(0, store.Count).Select(row => store.Pixels(row).ToArray())];
        }

        byte[][][] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Stored)));

        Assert.All(all, stored => Assert.Equal(all[0], stored));
    }

    [Fact]
    public void Rows_may_fill_many_chunks()
    {
        byte[] image = Pictures.NoisePng(256, 256, 1, isGrey: true);
        byte[] other = Pictures.NoisePng(256, 256, 2, isGrey: true);
        var options = new AcnImageOptions { ImageHeight = 256, ImageWidth = 256 };

        ImageRowStore store = Pictures.Store([.. Enumerable.Range(0, 40).Select(row => row % 3 == 0 ? image : other)], options);

        Assert.Equal(64 * 1_024, store.Geometry.Shape.Bytes);
        for (int row = 0; row < 40; row++)
            Assert.Equal(row % 3 == 0, store.Pixels(row).SequenceEqual(store.Pixels(0)));
    }

    [Fact]
    public void Rows_that_are_given_up_leave_a_digest_of_them_all()
    {
        byte[][] files = [.. Enumerable.Range(0, 20).Select(i => Pictures.NoisePng(256, 256, i))];
        var options = new AcnImageOptions { ImageHeight = 256, ImageWidth = 256, MemoryBudgetMegabytes = 1, CheckpointPath = "run" };
        byte[] Digest(params byte[][] files) => Pictures.Store(files, options).Digest.ToArray();

        byte[] whole = Digest(files);

        Assert.Empty(Digest(files[..5]));
        Assert.Equal(32, whole.Length);
        Assert.Equal(whole, Digest(files));
        Assert.NotEqual(whole, Digest(files[..19]));
        foreach (int changed in new[] { 0, 4, 5, 19 })
            Assert.NotEqual(whole, Digest([.. files[..changed], files[1], .. files[(changed + 1)..]]));
        Assert.NotEqual(whole, Digest([files[1], files[0], .. files[2..]]));
    }

    [Fact]
    public void A_cleared_store_is_as_a_new_one()
    {
        ImageRowStore store = Pictures.Store([Pictures.NoisePng(8, 8, 1), null, Pictures.NoisePng(8, 8, 2)]);
        using SkiaSharp.SKBitmap picture = Pictures.Noise(8, 8, 3);

        store.Clear();
        Assert.Equal(0, store.Count);
        store.Append(new EncodedImage(0, picture.Encode()));
        store.Complete();

        Assert.Equal(1, store.Count);
        Assert.Null(store.ProblemOf(0));
        Assert.Equal(picture.Planes(3), store.Pixels(0).ToArray());
    }

    [Fact]
    public void An_image_that_is_used_for_all_rows_is_copied()
    {
        using SkiaSharp.SKBitmap first = Pictures.Noise(8, 8, 1), second = Pictures.Noise(8, 8, 2);
        var context = new MLContext(seed: 1);
        using var folder = new Support.TemporaryFolder();
        File.WriteAllBytes(folder.File("a.png"), first.Encode());
        File.WriteAllBytes(folder.File("b.png"), second.Encode());
        IDataView paths = context.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new PathRow { Path = folder.File(i % 2 == 0 ? "a.png" : "b.png") }));

        // LoadImages disposes of an image when the next is read.
        ImageRowStore store = Pictures.Store(context.Transforms.LoadImages("Image", null, "Path").Fit(paths).Transform(paths));

        Assert.All(Enumerable.Range(0, 100), row => Assert.Equal((row % 2 == 0 ? first : second).Planes(3), store.Pixels(row).ToArray()));
    }

    [Fact]
    public void The_length_of_a_row_is_its_patches()
    {
        ImageRowStore store = Pictures.Store([Pictures.NoisePng(28, 28, 1), Pictures.NoisePng(90, 90, 2)]);

        Assert.Equal(49, store.LengthOf(0));
        Assert.Equal(49, store.LengthOf(1));
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
