using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn;

/// <summary>How important each weight is for what was learned: a number for each weight and, of the embedding table, for each row.</summary>
/// <remarks>
/// A row of the table is one word or n-gram, which steps touch as a whole: one number costs a step no more than its rows do, and a file 1 / C of what the
/// table takes, where numbers for all weights would double both.
/// </remarks>
/// <param name="kind">What they were made by.</param>
/// <param name="values">By the name of the weight, not negative. Of the table (R), of others in their order in memory.</param>
internal sealed class WeightImportances(ContinualKind kind, IReadOnlyDictionary<string, float[]> values) : ContinualState
{
    public override ContinualKind Kind => kind;

    public IReadOnlyDictionary<string, float[]> Values => values;

    /// <summary>The sum with those of another run over the same weights; of weights that the other run does not have, these alone.</summary>
    public WeightImportances Plus(IReadOnlyDictionary<string, float[]> other) => With(
        values.Keys.Union(other.Keys).ToDictionary(name => name, name => Sum(values.GetValueOrDefault(name), other.GetValueOrDefault(name))), Fits + 1);

    /// <inheritdoc/>
    /// <remarks>The importances stay as they were measured, in the whole network.</remarks>
    public override ContinualState Of(AcnNetwork network)
    {
        HashSet<string> names = [.. network.Weights().Select(weight => weight.Name)];
        return names.IsSupersetOf(values.Keys) ? this : With(values.Where(one => names.Contains(one.Key)).ToDictionary(one => one.Key, one => one.Value), Fits);
    }

    /// <inheritdoc/>
    /// <remarks>A new class has weights that are important for nothing yet.</remarks>
    public override ContinualState ForClasses(IReadOnlyList<int> classes)
        => With(values.ToDictionary(one => one.Key, one => AcnNetwork.IsOfHead(one.Key) ? Outputs(one.Value, classes, HeadWidth(one.Key)) : one.Value), Fits);

    /// <inheritdoc/>
    /// <remarks>A move of the same effect on the scores is as many times as long: the penalty of it, of the square of its length, stays what it was.</remarks>
    public override ContinualState WithScaledHead(double factor) => With(
        values.ToDictionary(one => one.Key, one => AcnNetwork.IsOfHead(one.Key) ? Array.ConvertAll(one.Value, value => (float)(value / (factor * factor))) : one.Value), Fits);

    private WeightImportances With(IReadOnlyDictionary<string, float[]> changed, int fits) => new(kind, changed) { Fits = fits };

    /// <summary>Numbers for each output: the bias has one.</summary>
    private int HeadWidth(string name) => values[name].Length / values.Where(one => AcnNetwork.IsOfHead(one.Key)).Min(one => one.Value.Length);

    private static float[] Outputs(float[] old, IReadOnlyList<int> classes, int width)
    {
        float[] now = new float[classes.Count * width];
        for (int output = 0; output < classes.Count; output++)
        {
            if (classes[output] >= 0)
                old.AsSpan(classes[output] * width, width).CopyTo(now.AsSpan(output * width));
        }
        return now;
    }

    private static float[] Sum(float[]? first, float[]? second)
    {
        if (first is null || second is null)
            return first ?? second!;
        float[] sum = new float[first.Length];
        for (int i = 0; i < sum.Length; i++)
            sum[i] = first[i] + second[i];
        return sum;
    }
}
