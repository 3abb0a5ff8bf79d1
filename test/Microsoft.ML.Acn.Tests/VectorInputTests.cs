using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Vectors that a network cannot read are refused with words that say where they are.</summary>
public class VectorInputTests
{
    private readonly MLContext _context = new(seed: 1);

    private sealed class Person
    {
        public string Kind { get; set; } = "";

        public float Age { get; set; }

        public float Income { get; set; }

        public float Weight { get; set; } = 1;
    }

    private sealed class Shorter
    {
        public string Kind { get; set; } = "";

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Variable
    {
        public string Kind { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    [Theory]
    [InlineData(float.NaN, "a missing value (NaN)")]
    [InlineData(float.PositiveInfinity, "the value Infinity")]
    [InlineData(float.NegativeInfinity, "the value -Infinity")]
    public void A_value_that_is_no_number_is_named_by_column_slot_and_row(float value, string what)
    {
        List<VectorRow> rows = TinyVectors.Rows(30);
        rows[6].Features[2] = rows[9].Features[0] = value;

        var error = Assert.Throws<ArgumentException>(() => TinyVectors.Train(_context, null, TinyVectors.View(_context, rows)));

        Assert.StartsWith($"Row 7 (counted from 1) has {what} in slot 2 of column 'Features'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slots_with_names_are_called_by_them()
    {
        IEnumerable<Person> people = Enumerable.Range(0, 20).Select(i => new Person { Kind = i % 2 == 0 ? "a" : "b", Age = i, Income = i == 12 ? float.NaN : i });
        IDataView data = _context.Data.LoadFromEnumerable(people);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(_context.Transforms.Concatenate("Features", "Age", "Income"))
            .Append(_context.MulticlassClassification.Trainers.Acn(TinyVectors.Options()));

        var error = Assert.Throws<ArgumentException>(() => pipeline.Fit(data));

        Assert.StartsWith("Row 13 (counted from 1) has a missing value (NaN) in 'Income' (slot 1) of column 'Features'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scoring_refuses_missing_values_too()
    {
        using AcnTransformer model = TinyVectors.Train(_context, options => options.Epochs = 1);
        List<VectorRow> rows = TinyVectors.Rows(10);
        rows[4].Features[1] = float.NaN;

        var error = Assert.Throws<ArgumentException>(() => TinyModel.Scores(model.Transform(_context.Data.LoadFromEnumerable(rows))));

        Assert.StartsWith("Row 5 (counted from 1) has a missing value (NaN) in slot 1 of column 'Features'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_of_another_length_is_refused_in_ML_NETs_words()
    {
        using AcnTransformer model = TinyVectors.Train(_context, options => options.Epochs = 1);
        IDataView four = Four();

        foreach (Action use in new Action[] { () => model.Transform(four), () => model.GetOutputSchema(four.Schema), () => model.ProfileDepth(four) })
        {
            Assert.StartsWith(
                "Schema mismatch for feature column 'Features': expected Vector<Single, 5>, got Vector<Single, 4>",
                Assert.Throws<ArgumentOutOfRangeException>(use).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Validation_vectors_must_be_as_long_as_those_of_training()
    {
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyVectors.Options());

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(TinyVectors.View(_context), Four()));

        Assert.StartsWith("Schema mismatch for feature column 'Features': expected Vector<Single, 5>, got Vector<Single, 4>", error.Message, StringComparison.Ordinal);
        Assert.Equal("validation", error.ParamName);
    }

    [Fact]
    public void A_vector_of_no_fixed_length_is_refused_in_ML_NETs_words()
    {
        IDataView data = Keyed(Enumerable.Range(0, 9).Select(i => new Variable { Kind = $"{i % 3}", Features = [i] }));

        foreach (AcnTrainer trainer in new[] { _context.MulticlassClassification.Trainers.Acn(), _context.MulticlassClassification.Trainers.Acn(TinyVectors.Options()) })
        {
            Assert.Contains(
                "Vector<Single> (of known size), got VarVector<Single>",
                Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Kind", "String")]
    [InlineData("Age", "Single")]
    [InlineData("Whole", "Vector<Double>")]
    public void A_column_of_another_type_is_refused_in_ML_NETs_words(string column, string type)
    {
        IDataView data = Keyed(Enumerable.Range(0, 9).Select(i => new Person { Kind = $"{i % 3}", Age = i }));
        data = _context.Transforms.Conversion.ConvertType("One", "Age", DataKind.Double).Append(_context.Transforms.Concatenate("Whole", "One", "One")).Fit(data).Transform(data);
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyVectors.Options(options => options.FeatureColumnName = column));

        Assert.StartsWith(
            $"Schema mismatch for feature column '{column}': expected Vector<Single> (of known size), got {type}",
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Features_that_never_vary_are_left_out()
    {
        IDataView data = TinyVectors.View(_context);
        using AcnTransformer model = TinyVectors.Train(_context, null, data);
        List<VectorRow> other = TinyVectors.Rows();
        other.ForEach(row => row.Features[3] = 1e20f);

        Assert.Equal(TinyModel.Scores(model.Transform(data)), TinyModel.Scores(model.Transform(_context.Data.LoadFromEnumerable(other))));
    }

    [Fact]
    public void Only_features_that_never_vary_are_no_error_either()
    {
        List<VectorRow> rows = TinyVectors.Rows(30);
        rows.ForEach(row => row.Features = [1, 0, -3, 0.1f, 5]);

        using AcnTransformer model = TinyVectors.Train(_context, null, TinyVectors.View(_context, rows));

        Assert.All(TinyModel.Scores(model.Transform(_context.Data.LoadFromEnumerable(rows))), scores => Assert.Equal(1, scores.Sum(), 1e-5));
    }

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    [InlineData(float.Epsilon)]
    public void Wild_values_are_scored_like_any_other(float value)
    {
        using AcnTransformer model = TinyVectors.Train(_context, options => options.Epochs = 1);
        var row = new VectorRow { Features = [value, value, value, value, value] };

        Assert.All(TinyModel.Scores(model.Transform(_context.Data.LoadFromEnumerable([row]))), scores => Assert.Equal(1, scores.Sum(), 1e-5));
    }

    private IDataView Four() => Keyed(TinyVectors.Rows(30).Select(row => new Shorter { Kind = row.Kind, Features = row.Features[..4] }));

    private IDataView Keyed<T>(IEnumerable<T> rows)
        where T : class
    {
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        return _context.Transforms.Conversion.MapValueToKey("Label", "Kind", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
    }
}
