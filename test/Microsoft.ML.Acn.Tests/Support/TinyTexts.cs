namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>A row of the made-up task: which of three things a text is about.</summary>
public class TextRow
{
    public string Topic { get; set; } = "";

    public string Text { get; set; } = "";

    public float Weight { get; set; } = 1;
}

/// <summary>Made-up texts of different lengths that a tiny network learns in a second.</summary>
public static class TinyTexts
{
    private static readonly (string Topic, string[] Words)[] Topics =
    [
        ("animal", ["dog", "cat", "horse", "paw", "tail", "fur", "bark", "meow", "stable", "whisker"]),
        ("food", ["bread", "cheese", "soup", "oven", "salt", "butter", "baker", "spoon", "apple", "honey"]),
        ("tool", ["hammer", "saw", "drill", "nail", "bench", "screw", "steel", "wrench", "bolt", "lathe"]),
    ];

    private static readonly string[] Filler = ["the", "a", "of", "with", "near", "old", "new", "some", "this", "and"];

    /// <summary>The topics in the order in which <c>MapValueToKey</c> meets them.</summary>
    public static IReadOnlyList<string> TopicNames { get; } = [.. Topics.Select(topic => topic.Topic)];

    public static List<TextRow> Rows(int count = 200, int seed = 7)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Row(Topics[i % Topics.Length], random))];
    }

    /// <summary>The texts as data with the columns Topic, Text, Weight and, of key type, Label.</summary>
    public static IDataView View(MLContext context, IEnumerable<TextRow>? rows = null)
    {
        IDataView data = context.Data.LoadFromEnumerable(rows ?? Rows());
        return context.Transforms.Conversion.MapValueToKey("Label", "Topic").Fit(data).Transform(data);
    }

    /// <summary>Options of a network that trains in about a second, in 32 bits so that runs can be compared to the bit.</summary>
    public static AcnTextOptions Options(Action<AcnTextOptions>? change = null)
    {
        var options = new AcnTextOptions
        {
            FeatureColumnName = "Text",
            Layers = 2,
            Width = 32,
            Heads = 2,
            Epochs = 4,
            BatchSize = 16,
            LearningRate = 0.01,
            SubwordBuckets = 256,
            BigramBuckets = 256,
            Precision = AcnPrecision.Float32,
            Seed = 1,
        };
        change?.Invoke(options);
        return options;
    }

    private static TextRow Row((string Topic, string[] Words) topic, Random random)
    {
        int length = random.Next(2, 14);
        IEnumerable<string> words = Enumerable.Range(0, length).Select(i => i == 0 || random.Next(2) == 0
            ? topic.Words[random.Next(topic.Words.Length)]
            : Filler[random.Next(Filler.Length)]);
        return new TextRow { Topic = topic.Topic, Text = string.Join(' ', words) };
    }
}
