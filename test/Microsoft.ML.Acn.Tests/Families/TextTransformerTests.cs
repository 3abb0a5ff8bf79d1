using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Families;

public sealed class TextTransformerTests(Texts family) : TransformerContract<Texts>(family)
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Fine_tuning_tells_at_which_length_the_model_cuts_texts()
    {
        using AcnTransformer model = Family.Train(_context, options => (options.Epochs, ((AcnTextOptions)options).MaxTokens) = (1, 3));
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };
        IDataView data = Family.View(_context);
        AcnOptions training = Family.Options();
        ((AcnTextOptions)training).MaxTokens = 9;

        using AcnTransformer tuned = model.Compress(data, new AcnCompressionOptions { MeasureSpeed = false, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = training });

        // Once of the rows to learn from, once of those to validate with.
        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains("texts have more than 3 tokens and were cut there", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void The_second_text_is_a_feature_column_too()
    {
        AcnTrainer trainer = Family.Trainer(_context, options => ((AcnTextOptions)options).SecondFeatureColumnName = "Weight");

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Family.View(_context)));

        Assert.StartsWith("Schema mismatch for feature column 'Weight': expected String, got Single", error.Message, StringComparison.Ordinal);
    }
}

[Collection(GlobalTorchState.Name)]
public sealed class TextProcessStateTests(Texts family) : ProcessStateContract<Texts>(family);

/// <summary>Texts of different lengths.</summary>
public sealed class Texts : TestFamily<Texts.Row>
{
    public override string Input => "Text";

    public override string TrainingType => "String";

    public override string ScoringType => "String";

    public override IReadOnlyList<string> Kinds => TinyTexts.TopicNames;

    public override AcnOptions Options() => TinyTexts.Options(options => options.Threads = 1);

    public override IEnumerable<List<FamilyRow>> RowsOfOneLength(int count)
    {
        string[] words = [.. TinyTexts.Rows(300).SelectMany(row => row.Text.Split(' ')).Distinct(), "unheard"];
        foreach (int length in new[] { 1, 2, 7, 21 })
        {
            var random = new Random(length);
            yield return [.. Enumerable.Range(0, count).Select(_ => new Row { Text = string.Join(' ', random.GetItems(words, length)) })];
        }
    }

    public override object InputOf(FamilyRow row) => ((Row)row).Text;

    protected override List<FamilyRow> Make(int count, int seed)
        => [.. TinyTexts.Rows(count, seed).Select(row => new Row { Kind = row.Topic, Text = row.Text })];

    public sealed class Row : FamilyRow
    {
        public string Text { get; set; } = "";
    }
}
