using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Labels of any type come back as what they were, also after saving and loading.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Theory]
    [InlineData(nameof(Labels.Words))]
    [InlineData(nameof(Labels.Truth))]
    [InlineData(nameof(Labels.Whole))]
    [InlineData(nameof(Labels.Long))]
    [InlineData(nameof(Labels.Single))]
    [InlineData(nameof(Labels.Double))]
    [InlineData(nameof(Labels.Day))]
    public void Labels_come_back_as_the_values_that_they_were(string column)
    {
        IDataView data = Labelled(Family.Load(_context, Family.Rows(30)));
        using var model = _context.Transforms.Conversion.MapValueToKey("Label", column)
            .Append(Family.Trainer(_context))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        object[] expected = Values(model.Transform(data), "Answer");
        Assert.Subset(Values(data, column).ToHashSet(), expected.ToHashSet());
        Assert.Equal(expected, Values(((ITransformer)loaded).Transform(data), "Answer"));
    }

    private IDataView Labelled(IDataView data)
    {
        List<string> kinds = [.. Family.Kinds];
        return _context.Transforms.CustomMapping<KindOfRow, Labels>((row, labels) => labels.Set(kinds.IndexOf(row.Kind)), contractName: null).Fit(data).Transform(data);
    }

    private static object[] Values(IDataView data, string column) => data.Schema[column].Type.RawType switch
    {
        var type when type == typeof(ReadOnlyMemory<char>) => [.. data.GetColumn<string>(column)],
        var type when type == typeof(bool) => [.. data.GetColumn<bool>(column)],
        var type when type == typeof(int) => [.. data.GetColumn<int>(column)],
        var type when type == typeof(long) => [.. data.GetColumn<long>(column)],
        var type when type == typeof(float) => [.. data.GetColumn<float>(column)],
        var type when type == typeof(double) => [.. data.GetColumn<double>(column)],
        _ => [.. data.GetColumn<DateTime>(column)],
    };

    private sealed class KindOfRow
    {
        public string Kind { get; set; } = "";
    }

    private sealed class Labels
    {
        public string Words { get; set; } = "";

        public bool Truth { get; set; }

        public int Whole { get; set; }

        public long Long { get; set; }

        public float Single { get; set; }

        public double Double { get; set; }

        public DateTime Day { get; set; }

        public void Set(int kind)
        {
            Words = $"a \"{kind}\" é";
            Truth = kind == 1;
            Whole = -10 * kind;
            Long = long.MaxValue - kind;
            Single = kind / 3f;
            Double = kind / 7.0;
            Day = new DateTime(2000 + kind, 2, 3, 4, 5, 6);
        }
    }
}
