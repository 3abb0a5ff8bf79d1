namespace PaperExperiments.Data;

/// <summary>Sentences that are put together when they are needed, each with a word or two of its topic. For trying the programs out, not for results.</summary>
internal static class MadeUpTexts
{
    private const int TrainRows = 2_000;
    private const int TestRows = 500;
    private const int Words = 8;

    private static readonly Dictionary<string, string[]> _topics = new()
    {
        ["animals"] = ["horse", "sparrow", "hound", "beetle"],
        ["colours"] = ["crimson", "violet", "amber", "turquoise"],
        ["cooking"] = ["simmer", "dough", "pepper", "roast"],
        ["gardens"] = ["tulip", "hedge", "rake", "seedling"],
        ["houses"] = ["chimney", "attic", "stairs", "gable"],
        ["music"] = ["violin", "melody", "chorus", "drum"],
        ["sports"] = ["goalkeeper", "relay", "javelin", "umpire"],
        ["sailing"] = ["anchor", "rudder", "harbour", "keel"],
        ["travel"] = ["luggage", "platform", "passport", "ferry"],
        ["weather"] = ["thunder", "drizzle", "frost", "breeze"],
    };

    private static readonly string[] _others = ["the", "a", "of", "that", "with", "old", "new", "small", "large", "often", "never", "under", "near", "before", "people", "things"];

    public static int Topics => _topics.Count;

    public static Pool Pool() => new([.. _topics.Keys.Order(StringComparer.Ordinal)], Write(TrainRows, seed: 1), Write(TestRows, seed: 2));

    private static TextSample[] Write(int rows, int seed)
    {
        var random = new Random(seed);
        string[] topics = [.. _topics.Keys.Order(StringComparer.Ordinal)];
        return [.. Enumerable.Range(0, rows).Select(row => Write(topics[row % topics.Length], random))];
    }

    private static TextSample Write(string topic, Random random)
    {
        string[] words = [.. Enumerable.Range(0, Words).Select(_ => _others[random.Next(_others.Length)])];
        for (int i = 0; i < 2; i++)
            words[random.Next(Words)] = _topics[topic][random.Next(4)];
        return new TextSample(topic, string.Join(' ', words));
    }
}
