using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Gives what the network says of the present row.</summary>
internal delegate RowScore PresentScore();

/// <summary>The getters of the columns that are added to data.</summary>
internal static class RowGetters
{
    /// <summary>All numbers, as a vector.</summary>
    public static ValueGetter<VBuffer<float>> Numbers(PresentScore score) => (ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> row = score().Numbers;
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, row.Length);
        row.CopyTo(editor.Values);
        value = editor.Commit();
    };

    /// <summary>The most probable class, as a key.</summary>
    public static ValueGetter<uint> MostProbable(PresentScore score) => (ref uint value) => value = KeyOf(score().Numbers);

    /// <summary>The depth at which the row left the network.</summary>
    public static ValueGetter<int> ExitDepth(PresentScore score) => (ref int value) => value = score().ExitDepth;

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
