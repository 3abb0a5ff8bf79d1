using System.Globalization;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Text columns before training.</summary>
internal sealed class TextFamily(AcnTextOptions options) : InputFamily
{
    private const double DefaultWordDropout = 0.2;

    private readonly string[] _names = options.SecondFeatureColumnName is { } second
        ? [options.FeatureColumnName, second]
        : [options.FeatureColumnName];

    public override IReadOnlyList<InputColumn> Columns => ColumnsOf(_names);

    /// <summary>What is expected of text columns, in training and in scoring.</summary>
    public static IReadOnlyList<InputColumn> ColumnsOf(IEnumerable<string> names)
        => [.. names.Select(name => new InputColumn("feature", name, TextDataViewType.Instance.ToString(), type => type is TextDataViewType))];

    public override RowStore CreateStore() => new TextRowStore();

    public override Action Bind(DataViewRow row, RowStore store)
        => TextEncoder.Bind(row, (TextRowStore)store, _names, new TextFeatureRules(options.IgnoreCase, options.MaxTokens));

    public override InputEncoder BuildEncoder(RowStore store, ReadOnlySpan<int> trainingRows)
        => new TextEncoder(TextVocabularyBuilder.Build((TextRowStore)store, trainingRows, options), _names[0], _names.Length == 2 ? _names[1] : null);

    public override EmbeddingConfig EmbeddingFor(InputEncoder encoder)
    {
        var text = (TextEncoder)encoder;
        return new TextEmbeddingConfig
        {
            TableRows = text.Vocabulary.TableRows,
            Positions = text.Vocabulary.Config.MaxTokens,
            IsPair = text.IsPair,
        };
    }

    public override LayerConfig LayerFor(InputEncoder encoder) => TransformerLayerConfig.For(options);

    public override TrainingNoise CreateNoise(InputEncoder encoder, Random random) => new TextNoise(random, options.WordDropout ?? DefaultWordDropout);

    public override IEnumerable<string> Warnings(RowStore store)
    {
        var texts = (TextRowStore)store;
        if (texts.CutRows > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{texts.CutRows:N0} of {texts.Count:N0} texts have more than {texts.CutAt:N0} tokens and were cut there; a model that is trained with a larger {nameof(AcnTextOptions.MaxTokens)} reads them whole.");
        }
    }
}
