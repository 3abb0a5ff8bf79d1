namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>What some rows say about each feature, zeros that are not stored included.</summary>
internal sealed class VectorStatistics
{
    private readonly float[] _lowest;
    private readonly float[] _highest;

    private VectorStatistics(int features)
    {
        (_lowest, _highest) = (new float[features], new float[features]);
        (Means, Deviations) = (new double[features], new double[features]);
    }

    /// <summary>The mean of each feature. (F)</summary>
    public double[] Means { get; }

    /// <summary>The (population) standard deviation of each feature. (F)</summary>
    public double[] Deviations { get; }

    /// <summary>Share of values that are not zero.</summary>
    public double Density { get; private set; }

    /// <summary>Whether all rows have the same value. A deviation would not tell, for it is rounded.</summary>
    public bool IsConstant(int feature) => _lowest[feature] == _highest[feature];

    /// <summary>The largest magnitude.</summary>
    public float Magnitude(int feature) => Math.Max(Math.Abs(_lowest[feature]), Math.Abs(_highest[feature]));

    /// <summary>Two passes, in 64 bits: the difference of large sums would lose what deviation a feature far from zero has.</summary>
    public static VectorStatistics Of(VectorRowStore store, ReadOnlySpan<int> rows)
    {
        var statistics = new VectorStatistics(store.Features);
        int[] filled = statistics.Ranges(store, rows);
        statistics.Spread(store, rows, filled);
        statistics.Density = filled.Sum(count => (double)count) / ((double)rows.Length * store.Features);
        return statistics;
    }

    private int[] Ranges(VectorRowStore store, ReadOnlySpan<int> rows)
    {
        int[] filled = new int[Means.Length];
        foreach (int at in rows)
        {
            VectorRow row = store[at];
            for (int i = 0; i < row.Values.Length; i++)
            {
                float value = row.Values[i];
                if (value == 0)
                    continue;
                int feature = row.SlotOf(i);
                bool isFirst = filled[feature]++ == 0;
                _lowest[feature] = isFirst ? value : Math.Min(_lowest[feature], value);
                _highest[feature] = isFirst ? value : Math.Max(_highest[feature], value);
                Means[feature] += value;
            }
        }
        for (int feature = 0; feature < filled.Length; feature++)
        {
            Means[feature] /= rows.Length;
            if (filled[feature] == rows.Length)
                continue;
            _lowest[feature] = Math.Min(_lowest[feature], 0);
            _highest[feature] = Math.Max(_highest[feature], 0);
        }
        return filled;
    }

    private void Spread(VectorRowStore store, ReadOnlySpan<int> rows, int[] filled)
    {
        foreach (int at in rows)
        {
            VectorRow row = store[at];
            for (int i = 0; i < row.Values.Length; i++)
            {
                if (row.Values[i] == 0)
                    continue;
                int feature = row.SlotOf(i);
                double distance = row.Values[i] - Means[feature];
                Deviations[feature] += distance * distance;
            }
        }
        for (int feature = 0; feature < filled.Length; feature++)
        {
            double zeros = rows.Length - filled[feature];
            Deviations[feature] = Math.Sqrt((Deviations[feature] + (zeros * Means[feature] * Means[feature])) / rows.Length);
        }
    }
}
