namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Labels and weights that are missing or make no sense.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Fact]
    public void A_missing_label_is_skipped_with_one_warning()
    {
        List<FamilyRow> rows = Family.Rows(60);
        IDataView data = WithoutSomeLabels(rows);
        List<string> warnings = RecordWarnings();

        using AcnTransformer model = Family.Train(_context, Short, data);

        Assert.Equal("20 of 60 rows of the training data have a missing label in column 'Label' and were skipped.", Assert.Single(warnings));
        Assert.Equal(60, Scores(model.Transform(data)).Length);
    }

    [Fact]
    public void Rows_with_a_missing_label_teach_nothing()
    {
        List<FamilyRow> rows = Family.Rows(60);
        IDataView some = WithoutSomeLabels(rows), rest = Family.View(_context, rows.Where((_, i) => i % 3 != 2));

        using AcnTransformer expected = Family.Train(_context, Short, rest), actual = Family.Train(_context, Short, some);

        Assert.Equal(Scores(expected.Transform(rest)), Scores(actual.Transform(rest)));
    }

    [Fact]
    public void No_rows_are_an_error()
    {
        IDataView data = _context.Data.FilterRowsByColumn(Family.View(_context), "Number", lowerBound: 1_000);

        Assert.Equal("The training data has no rows.", Assert.Throws<InvalidOperationException>(() => Family.Train(_context, null, data)).Message);
    }

    [Fact]
    public void One_class_is_an_error()
    {
        IDataView data = Family.View(_context, Family.Rows(30).Where(row => row.Kind == Family.Kinds[^1]));

        Assert.Contains("the number of classes needs to be 2 or greater", Assert.Throws<ArgumentException>(() => Family.Train(_context, null, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_missing_labels_are_an_error()
    {
        List<FamilyRow> rows = Family.Rows(4);
        rows.ForEach(row => row.Kind = "?");
        IDataView data = Keyed(Family.Rows(), rows);

        Assert.Equal(
            "All 4 rows of the training data have a missing label in column 'Label'.",
            Assert.Throws<InvalidOperationException>(() => Family.Train(_context, null, data)).Message);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(-0.5f, "-0.5")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_weight_that_is_no_number_of_at_least_0_is_an_error(float weight, string text)
    {
        List<FamilyRow> rows = Family.Rows(30);
        rows[6].Weight = weight;

        var error = Assert.Throws<ArgumentException>(() => Family.Train(_context, options => options.ExampleWeightColumnName = "Weight", Family.View(_context, rows)));

        Assert.StartsWith($"Row 7 (counted from 1) of the training data has the weight {text} in column 'Weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_labels_are_matched_by_value_and_unknown_ones_named()
    {
        IDataView train = Family.View(_context);
        List<FamilyRow> rows = Family.Rows(30, seed: 8);

        double[] Losses(IDataView validation)
        {
            var progress = new Support.RecordingProgress();
            using AcnTransformer model = Family.Trainer(_context, options => (options.Epochs, options.Progress) = (2, progress)).Fit(train, validation);
            return [.. progress.EpochEnds.Select(end => end.ValidationLoss!.Value)];
        }

        Assert.NotEqual(rows[0].Kind, rows[^1].Kind);
        IDataView sameKeys = Family.View(_context, rows), otherKeys = Family.View(_context, Enumerable.Reverse(rows));
        Assert.All(Losses(sameKeys).Zip(Losses(otherKeys)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));

        rows[3].Kind = "weather";
        var error = Assert.Throws<ArgumentException>(() => Family.Trainer(_context).Fit(train, Family.View(_context, rows)));
        Assert.StartsWith("The validation data has the label 'weather' in column 'Label'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The rows with, of key type, a Label that every third of them lacks.</summary>
    private IDataView WithoutSomeLabels(List<FamilyRow> rows)
    {
        IDataView known = Family.Load(_context, rows.Where((_, i) => i % 3 != 2));
        var keys = _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(known);
        for (int i = 2; i < rows.Count; i += 3)
            rows[i].Kind = "?";
        return keys.Transform(Family.Load(_context, rows));
    }

    private IDataView Keyed(IEnumerable<FamilyRow> known, IEnumerable<FamilyRow> rows)
        => _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(Family.Load(_context, known)).Transform(Family.Load(_context, rows));
}
