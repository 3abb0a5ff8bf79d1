namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>Chooses the units of least score among all parts of all layers together.</summary>
internal static class UnitChoice
{
    /// <param name="scores">The score of each unit, part by part; minus infinity for one that is gone already.</param>
    /// <param name="count">How many are chosen at most. Of equal scores the first are.</param>
    /// <param name="block">
    /// What is left of a part is a multiple of this, or all: products of other sizes are slower. The best of those that were chosen are spared for that.
    /// </param>
    /// <returns>Whether each unit is chosen. One of each part never is.</returns>
    public static bool[][] Least(IReadOnlyList<double[]> scores, int count, int block)
    {
        bool[][] chosen = [.. scores.Select(part => new bool[part.Length])];
        int[] left = [.. scores.Select(part => part.Length)];
        var ranked =
            from part in Enumerable.Range(0, scores.Count)
            from unit in Enumerable.Range(0, scores[part].Length)
            orderby scores[part][unit]
            select (Part: part, Unit: unit);
        foreach ((int part, int unit) in ranked)
        {
            if (count == 0)
                break;
            if (left[part] == 1)
                continue;
            chosen[part][unit] = true;
            left[part]--;
            count--;
        }
        for (int part = 0; part < chosen.Length; part++)
            Spare(scores[part], chosen[part], Math.Min((left[part] + block - 1) / block * block, scores[part].Length) - left[part]);
        return chosen;
    }

    private static void Spare(double[] scores, bool[] chosen, int count)
    {
        int[] best = [.. Enumerable.Range(0, scores.Length).Where(unit => chosen[unit] && !double.IsNegativeInfinity(scores[unit])).OrderByDescending(unit => scores[unit]).Take(count)];
        foreach (int unit in best)
            chosen[unit] = false;
    }
}
