using System.Reflection;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Columns that are missing or of the wrong type are refused in ML.NET's words: role, name, expected, actual.</summary>
public class AcnTrainerColumnTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData("Nothing", "Text", null, "Could not find label column 'Nothing'")]
    [InlineData("Topic", "Text", null, "Schema mismatch for label column 'Topic': expected Key (map the labels with mlContext.Transforms.Conversion.MapValueToKey), got String")]
    [InlineData("Weight", "Text", null, "Schema mismatch for label column 'Weight': expected Key (map the labels with mlContext.Transforms.Conversion.MapValueToKey), got Single")]
    [InlineData("Label", "Nothing", null, "Could not find feature column 'Nothing'")]
    [InlineData("Label", "Weight", null, "Schema mismatch for feature column 'Weight': expected String, got Single")]
    [InlineData("Label", "Label", null, "Schema mismatch for feature column 'Label': expected String, got Key<UInt32>")]
    [InlineData("Label", "Text", "Nothing", "Could not find weight column 'Nothing'")]
    [InlineData("Label", "Text", "Topic", "Schema mismatch for weight column 'Topic': expected Single, got String")]
    public void Training_refuses_a_wrong_column(string label, string feature, string? weight, string message)
    {
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options =>
            (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName) = (label, feature, weight)));
        IDataView data = TinyTexts.View(_context);

        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data));
        Assert.StartsWith(message, fit.Message, StringComparison.Ordinal);

        MethodInfo create = typeof(SchemaShape).GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!;
        var shape = (SchemaShape)create.Invoke(null, [data.Schema])!;
        var promise = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(shape));
        Assert.StartsWith(message, promise.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_text_is_a_feature_column_too()
    {
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.SecondFeatureColumnName = "Weight"));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(TinyTexts.View(_context)));

        Assert.StartsWith("Schema mismatch for feature column 'Weight': expected String, got Single", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_data_are_checked_like_training_data()
    {
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options());
        IDataView data = TinyTexts.View(_context);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data, _context.Data.LoadFromEnumerable(TinyTexts.Rows())));

        Assert.StartsWith("Could not find label column 'Label'", error.Message, StringComparison.Ordinal);
        Assert.Equal("validation", error.ParamName);
    }

    [Fact]
    public void Scoring_refuses_a_wrong_input_column_and_needs_no_label()
    {
        IDataView noText = _context.Transforms.DropColumns("Text").Fit(TinyTexts.View(_context)).Transform(TinyTexts.View(_context));
        IDataView wrongText = _context.Transforms.CopyColumns("Text", "Weight").Fit(noText).Transform(noText);
        IDataView noLabel = _context.Data.LoadFromEnumerable(TinyTexts.Rows(5));

        foreach (Action use in new Action[] { () => TinyModel.Shared.Transform(noText), () => TinyModel.Shared.GetOutputSchema(noText.Schema) })
            Assert.StartsWith("Could not find feature column 'Text'", Assert.Throws<ArgumentOutOfRangeException>(use).Message, StringComparison.Ordinal);
        foreach (Action use in new Action[] { () => TinyModel.Shared.Transform(wrongText), () => TinyModel.Shared.GetOutputSchema(wrongText.Schema) })
        {
            Assert.StartsWith(
                "Schema mismatch for feature column 'Text': expected String, got Single",
                Assert.Throws<ArgumentOutOfRangeException>(use).Message,
                StringComparison.Ordinal);
        }
        Assert.Equal(5, TinyModel.Scores(TinyModel.Shared.Transform(noLabel)).Length);
    }
}
