using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Bad data end in a clear message from Fit, odd texts in finite scores.</summary>
public class BadInputTests
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

    [Fact]
    public void No_rows_are_an_error()
    {
        IDataView data = _context.Data.FilterRowsByColumn(TinyTexts.View(_context), "Weight", lowerBound: 1_000);

        Assert.Equal("The training data has no rows.", Assert.Throws<InvalidOperationException>(() => TinyModel.Train(_context, null, data)).Message);
    }

    [Fact]
    public void One_class_is_an_error()
    {
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(30).Where(row => row.Topic == "tool"));

        Assert.Contains("the number of classes needs to be 2 or greater", Assert.Throws<ArgumentException>(() => TinyModel.Train(_context, null, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_missing_labels_are_an_error()
    {
        IDataView known = TinyTexts.View(_context);
        IDataView unknown = _context.Data.LoadFromEnumerable(TinyTexts.Rows(4).Select(row => new TextRow { Text = row.Text, Topic = "?" }));
        IDataView data = _context.Transforms.Conversion.MapValueToKey("Label", "Topic").Fit(known).Transform(unknown);

        Assert.Equal(
            "All 4 rows of the training data have a missing label in column 'Label'.",
            Assert.Throws<InvalidOperationException>(() => TinyModel.Train(_context, null, data)).Message);
    }

    [Fact]
    public void A_weight_that_is_no_number_is_an_error()
    {
        List<TextRow> rows = TinyTexts.Rows(30);
        rows[6].Weight = float.NaN;

        var error = Assert.Throws<ArgumentException>(
            () => TinyModel.Train(_context, options => options.ExampleWeightColumnName = "Weight", TinyTexts.View(_context, rows)));

        Assert.StartsWith("Row 7 (counted from 1) of the training data has the weight NaN in column 'Weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_labels_are_matched_by_value_and_unknown_ones_named()
    {
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options());
        IDataView train = TinyTexts.View(_context);
        List<TextRow> rows = TinyTexts.Rows(30, seed: 8);

        double[] Losses(IDataView validation)
        {
            var progress = new RecordingProgress();
            using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.Progress = progress)).Fit(train, validation);
            return [.. progress.EpochEnds.Select(end => end.ValidationLoss!.Value)];
        }

        IDataView sameKeys = TinyTexts.View(_context, rows), otherKeys = TinyTexts.View(_context, Enumerable.Reverse(rows));
        Assert.All(Losses(sameKeys).Zip(Losses(otherKeys)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));

        rows[3].Topic = "weather";
        var error = Assert.Throws<ArgumentException>(() => trainer.Fit(train, TinyTexts.View(_context, rows)));
        Assert.StartsWith("The validation data has the label 'weather' in column 'Label'", error.Message, StringComparison.Ordinal);
    }
}
