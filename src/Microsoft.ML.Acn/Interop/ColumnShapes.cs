using Microsoft.ML.Data;
using Shape = Microsoft.ML.SchemaShape.Column;

namespace Microsoft.ML.Acn.Interop;

/// <summary>ML.NET's promises of columns before there is data: reading what comes in, and making what will come out.</summary>
internal static class ColumnShapes
{
    public static SchemaShape Of(DataViewSchema schema) => SchemaShape.Create(schema);

    public static Shape? Find(SchemaShape shape, string name) => shape.TryFindColumn(name, out Shape column) ? column : null;

    /// <summary>The type in ML.NET's words, for messages.</summary>
    public static string TypeText(Shape column) => column.GetTypeString();

    public static bool IsKey(Shape column) => column.IsKey && column.Kind == Shape.VectorKind.Scalar;

    /// <summary>A type of this shape. What a shape does not know (the counts of keys and vectors) is 1.</summary>
    public static DataViewType TypeOf(Shape column)
    {
        DataViewType item = column.IsKey ? new KeyDataViewType(column.ItemType.RawType, 1) : column.ItemType;
        return column.Kind switch
        {
            Shape.VectorKind.Scalar => item,
            Shape.VectorKind.Vector when item is PrimitiveDataViewType primitive => new VectorDataViewType(primitive, 1),
            Shape.VectorKind.VariableVector when item is PrimitiveDataViewType primitive => new VectorDataViewType(primitive),
            _ => item,
        };
    }

    /// <summary>The input's columns and the two that scoring adds, with the annotations that <see cref="ScoreColumns"/> will give them.</summary>
    public static SchemaShape WithScores(SchemaShape input, Shape label, OutputColumns names)
    {
        Shape? keyValues = label.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out Shape values) && values.Kind == Shape.VectorKind.Vector
            ? values
            : null;
        Dictionary<string, Shape> columns = input.ToDictionary(column => column.Name);
        columns[names.PredictedLabel] = new Shape(names.PredictedLabel, Shape.VectorKind.Scalar, NumberDataViewType.UInt32, true,
            new SchemaShape(Optional(keyValues, AnnotationUtils.Kinds.KeyValues).Concat(AnnotationUtils.GetTrainerOutputAnnotation())));
        columns[names.Score] = new Shape(names.Score, Shape.VectorKind.Vector, NumberDataViewType.Single, false,
            new SchemaShape(SlotNames(keyValues)
                .Concat(Optional(keyValues, AnnotationUtils.Kinds.TrainingLabelValues))
                .Concat(AnnotationUtils.GetTrainerOutputAnnotation())));
        return new SchemaShape(columns.Values);
    }

    /// <summary>The input's columns and a vector of numbers.</summary>
    public static SchemaShape WithVector(SchemaShape input, string name)
    {
        Dictionary<string, Shape> columns = input.ToDictionary(column => column.Name);
        columns[name] = new Shape(name, Shape.VectorKind.Vector, NumberDataViewType.Single, false);
        return new SchemaShape(columns.Values);
    }

    private static IEnumerable<Shape> Optional(Shape? keyValues, string name)
    {
        if (keyValues is { } values)
            yield return new Shape(name, Shape.VectorKind.Vector, values.ItemType, values.IsKey);
    }

    private static IEnumerable<Shape> SlotNames(Shape? keyValues)
    {
        if (keyValues is not null)
            yield return new Shape(AnnotationUtils.Kinds.SlotNames, Shape.VectorKind.Vector, TextDataViewType.Instance, false);
    }
}
