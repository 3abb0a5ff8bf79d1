using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Interop;

/// <summary>Checks the columns of training data, before there is data or when there is.</summary>
/// <param name="context">Whose exceptions they are.</param>
/// <param name="parameter">The parameter that the columns came in, for exceptions.</param>
/// <param name="columns">What is known of the columns.</param>
internal sealed class TrainingSchema(IExceptionContext context, string parameter, SchemaShape columns)
{
    private const string AnyKey = "Key (map the labels with mlContext.Transforms.Conversion.MapValueToKey)";

    /// <summary>The options themselves or, if the family was left open, the family's default options by the feature column's type.</summary>
    public AcnOptions Resolve(AcnOptions options)
    {
        if (options is not AcnDefaultOptions open)
            return options;
        SchemaShape.Column feature = Find("feature", options.FeatureColumnName);
        return InputFamilies.OptionsFor(ColumnShapes.TypeOf(feature)) is { } family
            ? open.For(family)
            : throw Mismatch("feature", feature, InputFamilies.KnownTypes);
    }

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public void Require(AcnOptions options, InputFamily family)
    {
        RequireInputs(family.Columns);
        RequireLabel(options.LabelColumnName);
        RequireWeight(options.ExampleWeightColumnName);
    }

    /// <inheritdoc cref="Require"/>
    public void RequireInputs(IEnumerable<InputColumn> inputs)
    {
        foreach (InputColumn input in inputs)
        {
            SchemaShape.Column column = Find(input.Role, input.Name);
            if (!input.AcceptsUnsized(ColumnShapes.TypeOf(column)))
                throw Mismatch(input.Role, column, input.Expected);
        }
    }

    /// <inheritdoc cref="Require"/>
    public void RequireLabel(string name)
    {
        SchemaShape.Column label = Find("label", name);
        if (!ColumnShapes.IsKey(label))
            throw Mismatch("label", label, AnyKey);
    }

    /// <inheritdoc cref="Require"/>
    public void RequireWeight(string? name)
    {
        if (name is null)
            return;
        SchemaShape.Column weight = Find("weight", name);
        if (!NumberDataViewType.Single.Equals(ColumnShapes.TypeOf(weight)))
            throw Mismatch("weight", weight, NumberDataViewType.Single.ToString());
    }

    /// <summary>The columns with those that scoring adds.</summary>
    public SchemaShape WithScores(AcnOptions options) => ColumnShapes.WithScores(
        columns,
        Find("label", options.LabelColumnName),
        new OutputColumns(options.LabelColumnName, options.ScoreColumnName, options.PredictedLabelColumnName));

    private SchemaShape.Column Find(string role, string name)
        => ColumnShapes.Find(columns, name) ?? throw SchemaErrors.Missing(context, parameter, role, name);

    private Exception Mismatch(string role, SchemaShape.Column column, string expected)
        => SchemaErrors.Mismatch(context, parameter, role, column.Name, expected, ColumnShapes.TypeText(column));
}
