using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Odd texts end in finite scores.</summary>
public class OddTextTests
{
    private readonly MLContext _context = new(seed: 1);

    private static readonly string[] Texts =
    [
        "",
        " \t\r\n\u00A0\u3000",
        "\0\u0001\u001F\u007F\u0085\uFEFF",
        "\uD800",
        "\uDC00\uD800 dog \uDFFF",
        "a\uD83Dcat",
        "😀 dog 👩‍👩‍👧",
        "e\u0301\u0301\u0301\u0301",
        "<script>&amp;\"'\\",
        new('x', 100_000),
    ];

    public static TheoryData<int> OddTexts => [.. Enumerable.Range(0, Texts.Length)];

    [Theory]
    [MemberData(nameof(OddTexts))]
    public void An_odd_text_is_scored_like_any_other(int number)
    {
        IDataView scored = TinyModel.Shared.Transform(_context.Data.LoadFromEnumerable([new TextRow { Text = Texts[number] }, new TextRow { Text = "dog" }]));

        Assert.All(TinyModel.Scores(scored), scores => Assert.Equal(1, scores.Sum(), 5));
    }

    [Fact]
    public void A_text_of_a_megabyte_is_cut_and_scored()
    {
        string text = string.Concat(Enumerable.Repeat("hammer and saw ", 70_000));

        TextPrediction prediction = Assert.Single(TinyModel.PredictEach(TinyModel.Shared, [new TextRow { Text = text }]));

        Assert.Equal(1, prediction.Score.Sum(), 5);
    }

    [Fact]
    public void Odd_texts_can_be_trained_on()
    {
        IEnumerable<TextRow> odd = Texts.Select(text => new TextRow { Topic = "food", Text = text });

        using AcnTransformer model = TinyModel.Train(_context, null, TinyTexts.View(_context, TinyTexts.Rows(60).Concat(odd)));

        Assert.All(TinyModel.Scores(model.Transform(TinyTexts.View(_context))), scores => Assert.Equal(1, scores.Sum(), 5));
    }
}
