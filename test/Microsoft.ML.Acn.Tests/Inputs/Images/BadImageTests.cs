using System.Diagnostics;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>What is no image is named and takes no room; what is one beside it is read.</summary>
public class BadImageTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, byte[]?, string> Bad => new()
    {
        { "null", null, "it has no bytes" },
        { "empty", [], "it has no bytes" },
        { "text", "no image at all"u8.ToArray(), "its 15 bytes are no image of a known format" },
        { "signature", [0x89, (byte)'P', (byte)'N', (byte)'G'], "its 4 bytes are no image of a known format" },
        { "truncated", Pictures.NoisePng(32, 32, 1)[..1_500], "it ends before its last pixel" },
        { "damaged", Damaged(), "its pixels cannot be decoded" },
        { "huge PNG", MadeUpPng.File(20_000, 20_000, 8, MadeUpPng.Colors, [[1, 2, 3]]), "it has 20,000 x 20,000 pixels, more than the 100,000,000 that are read" },
        { "huge JPEG", HugeJpeg(), "it has 60,000 x 60,000 pixels, more than the 100,000,000 that are read" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_image_is_named_and_the_others_are_read(string kind, byte[]? bad, string reason)
    {
        Assert.NotNull(kind);
        byte[] good = Pictures.NoisePng(32, 32, 7);

        ImageRowStore store = Pictures.Store([good, bad, good]);

        Assert.Equal(3, store.Count);
        Assert.StartsWith("row 2: " + reason, store.ProblemOf(1)!.ToString(), StringComparison.Ordinal);
        Assert.Null(store.ProblemOf(0));
        Assert.Equal(store.Pixels(0).ToArray(), store.Pixels(2).ToArray());
    }

    [Fact]
    public void A_header_of_400_megapixels_costs_neither_time_nor_memory()
    {
        byte[] file = MadeUpPng.File(20_000, 20_000, 8, MadeUpPng.Colors, [[1, 2, 3]]);
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var clock = Stopwatch.StartNew();

        Pictures.Store(Enumerable.Repeat(file, 200));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(Process.GetCurrentProcess().PeakWorkingSet64 - peak, 0, 300_000_000);
    }

    [Fact]
    public void An_image_that_is_null_is_named()
    {
        using SkiaSharp.SKBitmap picture = Pictures.Noise(8, 8, 1);

        ImageRowStore store = Pictures.Store(Pictures.View(_context, [null, picture.ToImage()]));

        Assert.Equal("row 1: it has no image", store.ProblemOf(0)!.ToString());
        Assert.Equal(picture.Planes(3), store.Pixels(1).ToArray());
    }

    [Fact]
    public void What_cannot_be_read_is_removed_and_the_user_told()
    {
        var family = new ImageFamily(Pictures.Named(new AcnImageOptions()));
        byte[]?[] files = [.. Enumerable.Range(0, 200).Select(i => i % 50 == 17 ? "no image"u8.ToArray() : Pictures.NoisePng(8, 8, i))];
        RowStore store = family.CreateStore();
        Pictures.Read(Pictures.View(_context, files), family.Bind, store);
        byte[][] readable = [.. Enumerable.Range(0, 200).Where(row => store.ProblemOf(row) is null).Select(row => ((ImageRowStore)store).Pixels(row).ToArray())];

        store.RemoveUnreadable();

        Assert.Equal(196, store.Count);
        Assert.All(Enumerable.Range(0, 196), row => Assert.Equal(readable[row], ((ImageRowStore)store).Pixels(row).ToArray()));
        Assert.Equal(
            ["4 of 200 images could not be read and were left out; the first is row 18: its 8 bytes are no image of a known format."],
            family.Warnings(store));
    }

    [Fact]
    public void LoadImages_ends_at_a_bad_file_and_the_error_says_what_to_do()
    {
        using var folder = new Support.TemporaryFolder();
        File.WriteAllBytes(folder.File("a.png"), Pictures.NoisePng(8, 8, 1));
        File.WriteAllText(folder.File("b.png"), "no image");
        IDataView paths = _context.Data.LoadFromEnumerable(new[] { "a.png", "b.png" }.Select(name => new PathRow { Path = folder.File(name) }));
        IDataView images = _context.Transforms.LoadImages("Image", null, "Path").Fit(paths).Transform(paths);
        IDataView files = _context.Transforms.LoadRawImageBytes("Image", null, "Path").Fit(paths).Transform(paths);

        var error = Assert.Throws<InvalidOperationException>(() => Pictures.Store(images));

        Assert.StartsWith("Row 2 (counted from 1) has no image in column 'Image'", error.Message, StringComparison.Ordinal);
        Assert.Contains("LoadRawImageBytes", error.Message, StringComparison.Ordinal);
        Assert.Equal("row 2: its 8 bytes are no image of a known format", Pictures.Store(files).ProblemOf(1)!.ToString());
    }

    private static byte[] Damaged()
    {
        byte[] file = Pictures.NoisePng(32, 32, 1);
        file.AsSpan(200, 400).Fill(0xAA);
        return file;
    }

    private static byte[] HugeJpeg()
    {
        byte[] file = MadeUpJpeg.File([[128]], 1);
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0xEA, 0x60, 0xEA, 0x60);
        return file;
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
