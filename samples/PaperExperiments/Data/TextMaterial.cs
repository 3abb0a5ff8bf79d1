using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;

namespace PaperExperiments.Data;

/// <summary>Texts: WordNet's definitions of nouns, or made-up ones.</summary>
/// <param name="folder">The user's own copy of WordNet, or null to fetch one.</param>
/// <param name="isMadeUp">Whether the texts are made up, so that nothing need be fetched.</param>
internal sealed class TextMaterial(string? folder, bool isMadeUp) : Material
{
    private static readonly double[] _shares = [0.1, 0.2, 0.4];

    public override string Name => MaterialName.Text;

    public override string Source => isMadeUp ? "made-up sentences" : "WordNet 3.1 noun definitions";

    public override int Classes => isMadeUp ? MadeUpTexts.Topics : 15;

    public override IReadOnlyList<Disturbance> Disturbances { get; } =
    [
        .. _shares.Select(TextNoise.DroppedWords),
        .. _shares.Select(TextNoise.SwappedWords),
        .. _shares.Select(TextNoise.MisspeltWords),
    ];

    /// <summary>Texts of another kind, for learning without labels; none if texts are made up.</summary>
    /// <param name="count">At most so many, spread over the whole source.</param>
    /// <param name="say">Told what is being done.</param>
    public IReadOnlyList<Sample> OtherTexts(int count, Action<string> say)
    {
        if (isMadeUp)
            return [];
        IReadOnlyList<string> texts = Gcide.Texts(null, say);
        int taken = Math.Min(count, texts.Count);
        return [.. Enumerable.Range(0, taken).Select(i => new TextSample(string.Empty, texts[(int)((long)i * texts.Count / taken)]))];
    }

    protected override string FeatureColumn => nameof(TextSample.Text);

    public override IDataView View(MLContext ml, IReadOnlyList<Sample> rows) => ml.Data.LoadFromEnumerable(rows.Cast<TextSample>());

    protected override AcnOptions CreateOptions() => new AcnTextOptions();

    protected override Pool Read(Action<string> say)
    {
        if (isMadeUp)
            return MadeUpTexts.Pool();
        TextSplit glosses = WordNet.NounGlosses(folder, say);
        return new Pool(glosses.Classes, [.. glosses.Train.Select(SampleOf)], [.. glosses.Test.Select(SampleOf)]);
    }

    private static TextSample SampleOf(LabelledText text) => new(text.Label, text.Text);
}
