using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>What is asked of columns, before and after.</summary>
public abstract partial class TransformerContract<TFamily>
{
    private const string AnyKey = "Key (map the labels with mlContext.Transforms.Conversion.MapValueToKey)";

    [Fact]
    public void The_added_columns_carry_the_annotations_of_a_multiclass_scorer()
    {
        DataViewSchema schema = Model.GetOutputSchema(Family.View(_context).Schema);
        DataViewSchema.Column score = schema["Score"], predicted = schema["PredictedLabel"];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, Family.Kinds.Count), score.Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), Family.Kinds.Count), predicted.Type);
        Assert.Equal(Family.Kinds, Texts(score, "SlotNames"));
        Assert.Equal(Family.Kinds, Texts(score, "TrainingLabelValues"));
        Assert.Equal(Family.Kinds, Texts(predicted, "KeyValues"));
        Assert.Equal(["MulticlassClassification", "MulticlassClassification"], new[] { score, predicted }.Select(column => Text(column, "ScoreColumnKind")));
        Assert.Equal(["Score", "PredictedLabel"], new[] { score, predicted }.Select(column => Text(column, "ScoreValueKind")));
        Assert.Equal(1u, SetId(score));
        Assert.Equal(1u, SetId(predicted));
    }

    [Fact]
    public void A_second_scorer_gets_a_set_number_of_its_own()
    {
        IDataView once = Model.Transform(Family.View(_context));

        Assert.Equal(2u, SetId(Model.GetOutputSchema(once.Schema)["Score"]));
    }

    [Fact]
    public void Output_columns_hide_columns_of_the_same_name_and_can_be_named()
    {
        IDataView data = Family.View(_context, Family.Rows(30));
        IDataView twice = Model.Transform(Model.Transform(data));
        using AcnTransformer named = Family.Train(_context, options => (options.Epochs, options.ScoreColumnName, options.PredictedLabelColumnName) = (1, "P", "Best"), data);

        Assert.Equal(Scores(Model.Transform(data)), Scores(twice));
        Assert.Equal(2, twice.Schema.Count(column => column.Name == "Score"));
        Assert.Single(twice.Schema, column => column.Name == "Score" && !column.IsHidden);
        Assert.Equal(["Best", "P"], named.GetOutputSchema(data.Schema).TakeLast(2).Select(column => column.Name));
    }

    [Theory]
    [InlineData("Kind")]
    [InlineData("Number")]
    public void GetOutputSchema_promises_what_Transform_delivers(string label)
    {
        List<FamilyRow> rows = Family.Rows(30);
        rows.ForEach(row => row.Number %= 2);
        IDataView data = Family.Load(_context, rows);
        data = _context.Transforms.Conversion.MapValueToKey("Label", label).Fit(data).Transform(data);
        AcnTrainer trainer = Family.Trainer(_context, Short);
        using AcnTransformer model = trainer.Fit(data);

        IEnumerable<string> delivered = Describe(ShapeOf(model.Transform(data).Schema)).Order();
        Assert.Equal(delivered, Describe(ShapeOf(model.GetOutputSchema(data.Schema))).Order());
        Assert.Equal(delivered, Describe(trainer.GetOutputSchema(ShapeOf(data.Schema))).Order());
        Assert.Equal(delivered, Describe(_context.MulticlassClassification.Trainers.Acn("Label", Family.Input).GetOutputSchema(ShapeOf(data.Schema))).Order());
    }

    [Theory]
    [InlineData("Nothing", "{input}", null, "Could not find label column 'Nothing'")]
    [InlineData("Kind", "{input}", null, $"Schema mismatch for label column 'Kind': expected {AnyKey}, got String")]
    [InlineData("Weight", "{input}", null, $"Schema mismatch for label column 'Weight': expected {AnyKey}, got Single")]
    [InlineData("Label", "Nothing", null, "Could not find feature column 'Nothing'")]
    [InlineData("Label", "Weight", null, "Schema mismatch for feature column 'Weight': expected {type}, got Single")]
    [InlineData("Label", "Label", null, "Schema mismatch for feature column 'Label': expected {type}, got Key<UInt32>")]
    [InlineData("Label", "{input}", "Nothing", "Could not find weight column 'Nothing'")]
    [InlineData("Label", "{input}", "Kind", "Schema mismatch for weight column 'Kind': expected Single, got String")]
    public void Training_refuses_a_wrong_column(string label, string feature, string? weight, string message)
    {
        AcnTrainer trainer = Family.Trainer(_context, options => (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName)
            = (label, feature.Replace("{input}", Family.Input, StringComparison.Ordinal), weight));
        IDataView data = Family.View(_context);
        string expected = message.Replace("{type}", Family.TrainingType, StringComparison.Ordinal);

        Assert.StartsWith(expected, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message, StringComparison.Ordinal);
        Assert.StartsWith(expected, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(ShapeOf(data.Schema))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_data_are_checked_like_training_data()
    {
        AcnTrainer trainer = Family.Trainer(_context);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Family.View(_context), Family.Load(_context, Family.Rows())));

        Assert.StartsWith("Could not find label column 'Label'", error.Message, StringComparison.Ordinal);
        Assert.Equal("validation", error.ParamName);
    }

    [Fact]
    public void Scoring_refuses_a_wrong_input_column_and_needs_no_label()
    {
        IDataView without = _context.Transforms.DropColumns(Family.Input).Fit(Family.View(_context)).Transform(Family.View(_context));
        IDataView wrong = _context.Transforms.CopyColumns(Family.Input, "Weight").Fit(without).Transform(without);

        AssertRefused(without, $"Could not find feature column '{Family.Input}'");
        AssertRefused(wrong, $"Schema mismatch for feature column '{Family.Input}': expected {Family.ScoringType}, got Single");
        Assert.Equal(5, Scores(Model.Transform(Family.Load(_context, Family.Rows(5)))).Length);
    }

    private void AssertRefused(IDataView data, string message)
    {
        foreach (Action use in new Action[] { () => Model.Transform(data), () => Model.GetOutputSchema(data.Schema), () => Model.ProfileDepth(data), () => ((ITransformer)Model).GetRowToRowMapper(data.Schema) })
            Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(use).Message, StringComparison.Ordinal);
    }

    private static SchemaShape ShapeOf(DataViewSchema schema)
        => (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, [schema])!;

    private static IEnumerable<string> Describe(SchemaShape shape) => shape.Select(column =>
        $"{column.Name} {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join(", ", Describe(column.Annotations).Order())}]");

    private static IEnumerable<string> Texts(DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue(annotation, ref texts);
        return texts.DenseValues().Select(text => text.ToString());
    }

    private static string Text(DataViewSchema.Column column, string annotation)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(annotation, ref text);
        return text.ToString();
    }

    private static uint SetId(DataViewSchema.Column column)
    {
        uint id = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }
}
