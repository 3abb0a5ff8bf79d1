using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>A made-up row that has something for a network of every family.</summary>
public sealed class SeedRow
{
    /// <summary>Pixels along a side of the picture.</summary>
    public const int Side = 8;

    private static readonly string[] _kinds = ["left", "right", "both"];
    private static readonly string[] _words = ["lamp", "hole", "größe", "語", "wire", "the", "of", "bolt", "\U0001F600", "door"];

    public string Kind { get; set; } = "";

    public string Text { get; set; } = "";

    public string Second { get; set; } = "";

    [VectorType(4)]
    public float[] Numbers { get; set; } = [];

    [VectorType(Side * Side)]
    public float[] Pixels { get; set; } = [];

    /// <summary>Rows of three kinds.</summary>
    public static SeedRow[] Make(int count, int seed)
    {
        var random = new Random(seed);
        string Words() => string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => _words[random.Next(_words.Length)]));
        return [.. Enumerable.Range(0, count).Select(i => new SeedRow
        {
            Kind = _kinds[i % _kinds.Length],
            Text = $"{_kinds[i % _kinds.Length]} {Words()}",
            Second = Words(),
            Numbers = [.. Enumerable.Range(0, 4).Select(at => (float)random.NextDouble() + (at == i % _kinds.Length ? 2 : 0))],
            Pixels = [.. Enumerable.Range(0, Side * Side).Select(at => random.Next(100) + (at % Side * (i % _kinds.Length) * 8f))],
        })];
    }

    /// <summary>The rows with, of key type, a Label.</summary>
    public static IDataView View(MLContext context, SeedRow[] rows)
    {
        IDataView data = context.Data.LoadFromEnumerable(rows);
        return context.Transforms.Conversion.MapValueToKey("Label", nameof(Kind)).Fit(data).Transform(data);
    }
}
