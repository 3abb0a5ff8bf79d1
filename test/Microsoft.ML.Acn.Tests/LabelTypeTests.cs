using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Labels of any type come back as what they were, also after saving and loading.</summary>
public class LabelTypeTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string> Columns => [.. typeof(Labelled).GetProperties().Where(property => property.Name != nameof(Labelled.Text)).Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Labels_come_back_as_the_values_that_they_were(string column)
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows(30).Select(row => Labelled.Of(row, TinyTexts.TopicNames.ToList().IndexOf(row.Topic))));
        using var model = _context.Transforms.Conversion.MapValueToKey("Label", column)
            .Append(_context.MulticlassClassification.Trainers.Acn(TinyTexts.Options()))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        object[] expected = Values(model.Transform(data), "Answer");
        Assert.Subset(Values(data, column).ToHashSet(), expected.ToHashSet());
        Assert.Equal(expected, Values(((ITransformer)loaded).Transform(data), "Answer"));
    }

    [Fact]
    public void Keys_without_values_are_predicted_as_keys()
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Label", new KeyDataViewType(typeof(byte), 3));
        schema.AddColumn("Text", TextDataViewType.Instance);
        var data = new SmallData(schema.ToSchema(), [1, 2, 2, 1, 2, 1, 2, 1]);

        using AcnTransformer model = TinyModel.Train(_context, options => options.Epochs = 1, data);

        DataViewSchema output = model.GetOutputSchema(data.Schema);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), output["PredictedLabel"].Type);
        Assert.Null(output["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Null(output["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
        Assert.All(TinyModel.Scores(model.Transform(data)), scores => Assert.Equal(3, scores.Length));
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

    private sealed class Labelled
    {
        public string Text { get; set; } = "";

        public string Words { get; set; } = "";

        public bool Truth { get; set; }

        public int Whole { get; set; }

        public long Long { get; set; }

        public float Single { get; set; }

        public double Double { get; set; }

        public DateTime Day { get; set; }

        public static Labelled Of(TextRow row, int topic) => new()
        {
            Text = row.Text,
            Words = $"a \"{topic}\" é",
            Truth = topic == 1,
            Whole = -10 * topic,
            Long = long.MaxValue - topic,
            Single = topic / 3f,
            Double = topic / 7.0,
            Day = new DateTime(2000 + topic, 2, 3, 4, 5, 6),
        };
    }
}
