using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using static Microsoft.ML.Data.AnnotationUtils;

namespace Microsoft.ML.Acn.Interop;

/// <summary>The two columns that scoring adds, with the annotations by which ML.NET's evaluators and transforms know them.</summary>
internal static class ScoreColumns
{
    /// <summary>The probabilities: a float vector with one slot for each class.</summary>
    public static DataViewSchema.DetachedColumn Score(string name, LabelValues labels, DataViewSchema input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (labels.ItemType is not null)
        {
            annotations.Add<VBuffer<ReadOnlyMemory<char>>>(Kinds.SlotNames, GetNamesType(labels.Count), (ref names) => CopyTexts(labels, ref names));
            AddValues(annotations, Kinds.TrainingLabelValues, labels);
        }
        AddScoreKind(annotations, Const.ScoreValueKind.Score, input);
        return new DataViewSchema.DetachedColumn(name, new VectorDataViewType(NumberDataViewType.Single, labels.Count), annotations.ToAnnotations());
    }

    /// <summary>The most probable class, as a key with the training label's values.</summary>
    public static DataViewSchema.DetachedColumn PredictedLabel(string name, LabelValues labels, DataViewSchema input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (labels.ItemType is not null)
            AddValues(annotations, Kinds.KeyValues, labels);
        AddScoreKind(annotations, Const.ScoreValueKind.PredictedLabel, input);
        return new DataViewSchema.DetachedColumn(name, new KeyDataViewType(typeof(uint), labels.Count), annotations.ToAnnotations());
    }

    private static void AddScoreKind(DataViewSchema.Annotations.Builder annotations, string valueKind, DataViewSchema input)
    {
        // The columns of one scorer share a number that no other scorer's columns in the schema have.
        uint set = checked(input.GetMaxAnnotationKind(out _, Kinds.ScoreColumnSetId) + 1);
        annotations.AddPrimitiveValue(Kinds.ScoreColumnSetId, (KeyDataViewType)ScoreColumnSetIdType, set);
        annotations.AddPrimitiveValue(Kinds.ScoreColumnKind, TextDataViewType.Instance, Const.ScoreColumnKind.MulticlassClassification.AsMemory());
        annotations.AddPrimitiveValue(Kinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
    }

    private static void CopyTexts(LabelValues labels, ref VBuffer<ReadOnlyMemory<char>> names)
    {
        VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref names, labels.Count);
        for (int i = 0; i < labels.Count; i++)
            editor.Values[i] = labels.GetText(i).AsMemory();
        names = editor.Commit();
    }

    private static void AddValues(DataViewSchema.Annotations.Builder annotations, string kind, LabelValues labels)
        => Utils.MarshalActionInvoke(AddValues<int>, labels.ItemType!.RawType, annotations, kind, labels);

    private static void AddValues<T>(DataViewSchema.Annotations.Builder annotations, string kind, LabelValues labels)
        => annotations.Add<VBuffer<T>>(kind, new VectorDataViewType(labels.ItemType!, labels.Count), (ref values) => labels.CopyTo(ref values));
}
