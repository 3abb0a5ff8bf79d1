using System.Globalization;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Inputs;

public class TrainingRowsReaderTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Rows_labels_and_weights_are_kept_in_order()
    {
        TrainingRows rows = Reader(weight: "Weight").Read(TinyTexts.View(_context, [Row("b", "one", 2), Row("a", "two words", 0), Row("b", "x", 0.5f)]));

        Assert.Equal([0, 1, 0], rows.Labels);
        Assert.Equal([2f, 0f, 0.5f], rows.Weights!);
        Assert.Equal([1, 2, 1], Enumerable.Range(0, 3).Select(rows.Store.LengthOf));
        Assert.Equal(["b", "a"], Enumerable.Range(0, 2).Select(rows.Classes.GetText));
        Assert.Equal(0, rows.SkippedMissingLabel);
    }

    [Fact]
    public void One_cursor_over_the_needed_columns_is_enough_even_without_a_row_count()
    {
        var data = new RecordingView(TinyTexts.View(_context, TinyTexts.Rows(50)));

        Assert.Equal(50, Reader().Read(data).Count);
        Assert.Equal(50, Reader(weight: "Weight").Read(data).Count);

        Assert.Equal([["Text", "Label"], ["Text", "Label", "Weight"]], data.Cursors);
    }

    [Fact]
    public void Rows_without_a_label_are_skipped_and_counted()
    {
        TrainingRows rows = Reader().Read(Keyed([1, 0, 3, 0, 2]));

        Assert.Equal([0, 2, 1], rows.Labels);
        Assert.Equal(3, rows.Store.Count);
        Assert.Equal(2, rows.SkippedMissingLabel);
    }

    [Fact]
    public void A_key_beyond_the_count_is_a_missing_label_as_in_ML_NET()
    {
        TrainingRows rows = Reader().Read(Keyed([1, 10, 2, 4_000_000_000]));

        Assert.Equal([0, 1], rows.Labels);
        Assert.Equal(2, rows.SkippedMissingLabel);
    }

    [Fact]
    public void All_keys_are_classes_whether_they_have_rows_or_not()
    {
        Assert.Equal(9, Reader().Read(Keyed([1, 2, 1])).Classes.Count);
    }

    [Theory]
    [InlineData(typeof(byte))]
    [InlineData(typeof(ushort))]
    [InlineData(typeof(uint))]
    [InlineData(typeof(ulong))]
    public void Keys_of_every_raw_type_are_read(Type raw)
    {
        var type = new KeyDataViewType(raw, 4);
        DataViewSchema schema = SchemaWith(type);
        IDataView data = new SmallData(schema, [1, 4, 0, 2]);

        Assert.Equal([0, 3, 1], Reader().Read(data).Labels);
    }

    [Fact]
    public void No_rows_is_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Reader().Read(Keyed([])));

        Assert.Equal("The training data has no rows.", error.Message);
    }

    [Fact]
    public void Only_missing_labels_is_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Reader().Read(Keyed([0, 0])));

        Assert.Equal("All 2 rows of the training data have a missing label in column 'Label'.", error.Message);
    }

    [Fact]
    public void One_class_gets_the_error_of_ML_NETs_image_trainer()
    {
        var error = Assert.Throws<ArgumentException>(() => Reader().Read(TinyTexts.View(_context, [Row("a", "x", 1), Row("a", "y", 1)])));

        Assert.Equal("Only one class found in the Label column. To build a multiclass classification model, the number of classes needs to be 2 or greater", error.Message);
    }

    [Fact]
    public void Keys_that_are_hashes_are_no_classes()
    {
        var error = Assert.Throws<ArgumentException>(() => Reader().Read(new SmallData(SchemaWith(new KeyDataViewType(typeof(ulong), ulong.MaxValue)), [1])));

        Assert.Contains("more than the 1,000,000 classes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_bad_weight_is_an_error_that_names_row_and_column(float weight)
    {
        IDataView data = TinyTexts.View(_context, [Row("a", "x", 1), Row("b", "y", 0), Row("a", "z", weight)]);

        var error = Assert.Throws<ArgumentException>(() => Reader(weight: "Weight").Read(data));

        Assert.Equal(
            $"Row 3 (counted from 1) of the training data has the weight {weight.ToString(CultureInfo.InvariantCulture)} in column 'Weight'; a weight is a finite number of at least 0.",
            error.Message);
    }

    [Fact]
    public void Labels_of_other_data_are_matched_by_value()
    {
        TrainingRows training = Reader().Read(TinyTexts.View(_context, [Row("a", "x", 1), Row("b", "y", 1), Row("c", "z", 1)]));
        IDataView other = TinyTexts.View(_context, [Row("c", "x", 1), Row("a", "y", 1)]);

        TrainingRows validation = Reader().Read(other, training.Classes);

        Assert.Equal([2, 0], validation.Labels);
        Assert.Same(training.Classes, validation.Classes);
    }

    [Fact]
    public void A_label_that_only_other_data_have_is_an_error_that_names_it()
    {
        TrainingRows training = Reader().Read(TinyTexts.View(_context, [Row("a", "x", 1), Row("b", "y", 1)]));

        var error = Assert.Throws<ArgumentException>(
            () => Reader("validation data").Read(TinyTexts.View(_context, [Row("a", "x", 1), Row("zebra", "y", 1)]), training.Classes));

        Assert.Equal("The validation data has the label 'zebra' in column 'Label', which the model was not trained with.", error.Message);
    }

    [Fact]
    public void A_key_value_that_no_row_has_does_no_harm()
    {
        IDataView all = TinyTexts.View(_context, [Row("a", "x", 0), Row("b", "y", 0), Row("zebra", "y", 1)]);
        TrainingRows training = Reader().Read(TinyTexts.View(_context, [Row("b", "x", 1), Row("a", "y", 1)]));

        TrainingRows validation = Reader().Read(_context.Data.FilterRowsByColumn(all, "Weight", upperBound: 0.5), training.Classes);

        Assert.Equal([1, 0], validation.Labels);
    }

    [Fact]
    public void Reading_stops_when_it_should()
    {
        int calls = 0;
        TrainingRowsReader reader = Reader(checkAlive: () =>
        {
            if (++calls == 3)
                throw new OperationCanceledException();
        });

        Assert.Throws<OperationCanceledException>(() => reader.Read(TinyTexts.View(_context, TinyTexts.Rows(5_000))));
    }

    private static TextRow Row(string topic, string text, float weight) => new() { Topic = topic, Text = text, Weight = weight };

    private static TrainingRowsReader Reader(string name = "training data", string? weight = null, Action? checkAlive = null)
    {
        var family = new TextFamily(new AcnTextOptions { FeatureColumnName = "Text" });
        return new TrainingRowsReader
        {
            LabelColumnName = "Label",
            WeightColumnName = weight,
            InputColumnNames = ["Text"],
            CreateStore = family.CreateStore,
            Bind = family.Bind,
            CheckAlive = checkAlive ?? (() => { }),
            DataName = name,
        };
    }

    private static SmallData Keyed(ulong[] keys) => new(SchemaWith(new KeyDataViewType(typeof(uint), 9)), keys);

    private static DataViewSchema SchemaWith(KeyDataViewType label)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", label);
        builder.AddColumn("Text", TextDataViewType.Instance);
        return builder.ToSchema();
    }
}
