namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>One or two text columns to batches of word and n-gram rows.</summary>
internal sealed class TextEncoder : InputEncoder
{
    private readonly string[] _columns;

    public TextEncoder(TextVocabulary vocabulary, string column, string? secondColumn)
    {
        Vocabulary = vocabulary;
        _columns = secondColumn is null ? [column] : [column, secondColumn];
    }

    public TextVocabulary Vocabulary { get; }

    public bool IsPair => _columns.Length == 2;

    public override IReadOnlyList<string> ColumnNames => _columns;

    public override IReadOnlyList<InputColumn> Columns => TextFamily.ColumnsOf(_columns);

    public override RowStore CreateStore() => new TextRowStore();

    public override Action Bind(DataViewRow row, RowStore store)
        => Bind(row, (TextRowStore)store, _columns, new TextFeatureRules(Vocabulary.Config.IgnoreCase, Vocabulary.Config.MaxTokens));

    /// <summary>Binding needs no vocabulary, so that training can read the rows that its vocabulary is made from.</summary>
    public static Action Bind(DataViewRow row, TextRowStore store, IReadOnlyList<string> columns, TextFeatureRules rules)
    {
        ValueGetter<ReadOnlyMemory<char>> first = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[columns[0]]);
        ReadOnlyMemory<char> firstText = default;
        if (columns.Count == 1)
        {
            return () =>
            {
                first(ref firstText);
                store.Append(firstText.Span, default, isPair: false, rules);
            };
        }

        ValueGetter<ReadOnlyMemory<char>> second = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[columns[1]]);
        ReadOnlyMemory<char> secondText = default;
        return () =>
        {
            first(ref firstText);
            second(ref secondText);
            store.Append(firstText.Span, secondText.Span, isPair: true, rules);
        };
    }

    public override InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        var texts = (TextRowStore)store;
        return texts.BatcherFor(Vocabulary, IsPair).Build(texts, rows, noise);
    }

    public override byte[] Export(RowStore store, int row) => TextRowBytes.Of((TextRowStore)store, row);

    public override void Import(RowStore store, ReadOnlySpan<byte> row) => TextRowBytes.AppendTo((TextRowStore)store, row, Vocabulary.Config.MaxTokens);
}
