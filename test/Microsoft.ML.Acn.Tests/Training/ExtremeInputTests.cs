using Microsoft.ML.Acn.Tests.Inputs.Images;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>Inputs that nobody expects train and score with finite numbers.</summary>
public class ExtremeInputTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Texts_that_are_empty_of_one_word_and_of_ten_thousand()
    {
        string[] texts = ["", "   ", "dog", string.Join(' ', Enumerable.Repeat("cat", 10_000)), new string('x', 10_000)];
        List<TextRow> rows = [.. TinyTexts.Rows(40), .. texts.Select(text => new TextRow { Topic = "food", Text = text })];
        IDataView data = TinyTexts.View(_context, rows);

        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => (options.Epochs, options.Threads) = (2, 1))).Fit(data);

        AssertFinite(model.Transform(data), rows.Count);
    }

    [Fact]
    public void Texts_of_ten_thousand_tokens_that_are_all_read()
    {
        const int tokens = 10_000, same = 8_000;
        string Words(string end) => string.Join(' ', Enumerable.Repeat("cat", same).Concat(Enumerable.Repeat(end, tokens - same)));
        List<TextRow> rows = [.. TinyTexts.Rows(12), new() { Topic = "food", Text = Words("bread") }, new() { Topic = "tool", Text = Words("nail") }];
        IDataView data = TinyTexts.View(_context, rows);

        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options =>
        {
            (options.MaxTokens, options.Layers, options.Width, options.Heads) = (tokens, 1, 8, 1);
            (options.Epochs, options.BatchSize, options.ValidationFraction, options.Threads) = (1, 2, 0, 1);
        })).Fit(data);

        float[][] scores = AssertFinite(model.Transform(data), rows.Count);
        Assert.NotEqual(scores[^1], scores[^2]); // they differ behind the first thousands only
    }

    [Fact]
    public void Texts_that_are_all_empty()
    {
        List<TextRow> rows = [.. Enumerable.Range(0, 30).Select(i => new TextRow { Topic = i % 2 == 0 ? "a" : "b", Text = "" })];
        IDataView data = TinyTexts.View(_context, rows);

        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => (options.Epochs, options.Threads) = (2, 1))).Fit(data);

        AssertFinite(model.Transform(data), rows.Count);
    }

    [Fact]
    public void Pictures_that_are_all_alike()
    {
        byte[] picture = TinyImages.Rows(1)[0].Image!;
        List<FileRow> rows = [.. Enumerable.Range(0, 24).Select(i => new FileRow { Kind = i % 2 == 0 ? "a" : "b", Image = picture })];
        using AcnTransformer model = TinyImages.Train(_context, rows, options => options.Epochs = 2);

        AssertFinite(model.Transform(TinyImages.View(_context, rows)), rows.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pictures_of_a_single_colour(bool isOneForAll)
    {
        SKColor ColorOf(int i) => isOneForAll ? SKColors.Black : new SKColor((byte)(i * 10), (byte)(255 - (i * 10)), (byte)(i * 77));
        List<FileRow> rows = [.. Enumerable.Range(0, 24).Select(i =>
        {
            using SKBitmap picture = Pictures.Disc(16, 16, ColorOf(i), ColorOf(i));
            return new FileRow { Kind = i % 2 == 0 ? "a" : "b", Image = picture.Encode() };
        })];

        using AcnTransformer model = TinyImages.Train(_context, rows, options => options.Epochs = 2);

        AssertFinite(model.Transform(TinyImages.View(_context, rows)), rows.Count);
    }

    [Fact]
    public void Numbers_as_large_and_as_small_as_floats_can_be_told_apart()
    {
        float[] levels = [1e18f, -1e18f, 1e-30f, 0, 1];
        List<VectorRow> rows = TinyVectors.Rows(60);
        for (int i = 0; i < rows.Count; i++)
            rows[i].Features[1] = levels[i % levels.Length];
        IDataView data = TinyVectors.View(_context, rows);

        using AcnTransformer model = TinyVectors.Train(_context, options => options.Epochs = 2, data);

        AssertFinite(model.Transform(data), rows.Count);
    }

    private static float[][] AssertFinite(IDataView scored, int rows)
    {
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        Assert.Equal(rows, scores.Length);
        Assert.All(scores, row =>
        {
            Assert.All(row, score => Assert.InRange(score, 0, 1));
            Assert.Equal(1, row.Sum(), 1e-4f);
        });
        return scores;
    }
}
