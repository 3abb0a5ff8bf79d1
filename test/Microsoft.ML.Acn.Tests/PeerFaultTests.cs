using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

/// <summary>What users of ML.NET's own text classification trainer stumble over, and do not here. Of what is no matter of texts, see <see cref="Families.TransformerContract{TFamily}"/>.</summary>
public class PeerFaultTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Texts_that_are_cut_are_reported()
    {
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };
        IEnumerable<TextRow> rows = TinyTexts.Rows(60).Append(new TextRow { Topic = "tool", Text = string.Join(' ', Enumerable.Repeat("saw", 5_000)) });

        using AcnTransformer model = TinyModel.Train(_context, options => options.MaxTokens = 32, TinyTexts.View(_context, rows));

        Assert.Contains("1 of 61 texts", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_languages_than_English_are_learned()
    {
        string[] words = ["狗", "猫咪", "ねこ", "хлеб", "сыр", "ψωμί", "अनाज", "молоток", "鋸", "망치"];
        TextRow[] rows = [.. Enumerable.Range(0, 200).Select(i => new TextRow
        {
            Topic = (i % 10) switch { < 3 => "animal", < 7 => "food", _ => "tool" },
            Text = $"{words[i % 10]}{(i % 2 == 0 ? " " : "")}{words[i % 10]} {i}",
        })];

        using AcnTransformer model = TinyModel.Train(_context, null, TinyTexts.View(_context, rows));

        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(TinyTexts.View(_context, rows))).MicroAccuracy > 0.9);
    }
}
