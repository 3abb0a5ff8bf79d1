namespace Microsoft.ML.Acn.Training;

/// <summary>Draws validation rows class by class, so that every class keeps its share in both parts.</summary>
internal static class StratifiedSplit
{
    /// <summary>Splits rows 0 to <c>labels.Length - 1</c>. Both parts are in rising order.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">K, the classes.</param>
    /// <param name="fraction">Share of rows for validation. Every class keeps at least one row for training.</param>
    /// <param name="random">The seeded source.</param>
    public static (int[] Training, int[] Validation) Draw(int[] labels, int classes, double fraction, Random random)
    {
        var byClass = new List<int>[classes];
        for (int row = 0; row < labels.Length; row++)
            (byClass[labels[row]] ??= []).Add(row);

        var isValidation = new bool[labels.Length];
        // What rounding leaves over goes on to the next class, so that many small classes still give their share together; never
        // more than a row on top of a class's own share, or classes of one row would empty the next large one.
        double owed = 0;
        foreach (List<int>? rows in byClass)
        {
            if (rows is null)
                continue;
            owed += rows.Count * fraction;
            int most = Math.Min((int)Math.Ceiling(rows.Count * fraction), rows.Count - 1);
            int take = Math.Clamp((int)owed, 0, most);
            owed -= take;
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows));
            foreach (int row in rows.Take(take))
                isValidation[row] = true;
        }
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        return ([.. all.Where(row => !isValidation[row])], [.. all.Where(row => isValidation[row])]);
    }
}
