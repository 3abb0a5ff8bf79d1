using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Gives what the network says of the present row.</summary>
internal delegate RowScore PresentScore();

/// <summary>The getters of the columns that scoring adds.</summary>
internal static class ScoreGetters
{
    /// <summary>A getter of one of the added columns, of the type that the caller expects.</summary>
    /// <exception cref="InvalidOperationException">The column has another type.</exception>
    public static ValueGetter<TValue> Make<TValue>(ScoringBinding binding, int column, PresentScore score)
    {
        Delegate getter = column == binding.ScoreIndex ? Score(score) : column == binding.PredictedLabelIndex ? PredictedLabel(score) : ExitDepth(score);
        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{binding.Output[column].Type.RawType}'.");
    }

    private static ValueGetter<VBuffer<float>> Score(PresentScore score) => (ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> row = score().Probabilities;
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, row.Length);
        row.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private static ValueGetter<uint> PredictedLabel(PresentScore score) => (ref uint value) => value = KeyOf(score().Probabilities);

    private static ValueGetter<int> ExitDepth(PresentScore score) => (ref int value) => value = score().ExitDepth;

    /// <summary>The key of the most probable class: classes count from 0, keys from 1. Of equals the first; 0, "missing", if there are no numbers.</summary>
    private static uint KeyOf(ReadOnlySpan<float> probabilities)
    {
        int best = -1;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (best < 0 ? !float.IsNaN(probabilities[i]) : probabilities[i] > probabilities[best])
                best = i;
        }
        return (uint)(best + 1);
    }
}
