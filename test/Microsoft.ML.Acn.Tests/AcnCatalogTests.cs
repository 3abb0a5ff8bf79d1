using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

public class AcnCatalogTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_columns_are_label_feature_and_weight_in_ML_NETs_order()
    {
        DataViewSchema schema = TinyTexts.View(_context).Schema;

        string Problem(string label, string feature, string? weight)
            => Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.Acn(label, feature, weight).Fit(new EmptyData(schema))).Message;

        Assert.StartsWith("Could not find label column 'A'", Problem("A", "Text", null), StringComparison.Ordinal);
        Assert.StartsWith("Could not find feature column 'B'", Problem("Label", "B", null), StringComparison.Ordinal);
        Assert.StartsWith("Could not find weight column 'C'", Problem("Label", "Text", "C"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_feature_gets_a_text_network_with_default_options()
    {
        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn("Label", "Text").Fit(TinyTexts.View(_context, TinyTexts.Rows(30)));

        Assert.Equal(new AcnTextOptions().Layers, model.Depth);
        Assert.All(TinyModel.Scores(model.Transform(TinyTexts.View(_context))), scores => Assert.Equal(3, scores.Length));
    }

    [Fact]
    public void A_feature_of_a_type_without_a_network_is_refused_in_ML_NETs_words()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.Acn("Label", "Weight").Fit(TinyTexts.View(_context)));

        Assert.StartsWith("Schema mismatch for feature column 'Weight': expected String, Image, Vector<Byte>, Vector<Single> (of known size), got Single", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_options_out_of_range_are_reported_when_the_trainer_is_made()
    {
        var error = Assert.Throws<ArgumentException>(
            () => _context.MulticlassClassification.Trainers.Acn(new AcnTextOptions { Layers = -1, LearningRate = double.NaN, MaxTokens = 0 }));

        Assert.Contains("Layers is -1", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxTokens is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_options_must_be_given()
    {
        Assert.Throws<ArgumentNullException>(() => _context.MulticlassClassification.Trainers.Acn((AcnTextOptions)null!));
        Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.Acn("", "Text"));
        Assert.Throws<ArgumentNullException>(() => AcnCatalog.Acn(null!));
    }

    [Fact]
    public void Later_changes_of_the_options_do_not_reach_the_trainer()
    {
        AcnTextOptions options = TinyTexts.Options();
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(options);
        options.LabelColumnName = "Other";
        options.Layers = 7;

        using AcnTransformer model = trainer.Fit(TinyTexts.View(_context, TinyTexts.Rows(30)));

        Assert.Equal(2, model.Depth);
    }

    private sealed class EmptyData(DataViewSchema schema) : IDataView
    {
        public DataViewSchema Schema => schema;

        public bool CanShuffle => false;

        public long? GetRowCount() => 0;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => throw new InvalidOperationException("read");

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => throw new InvalidOperationException("read");
    }
}
