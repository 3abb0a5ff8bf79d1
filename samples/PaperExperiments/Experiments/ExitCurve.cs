namespace PaperExperiments.Experiments;

/// <summary>What comes of rows that leave at the first depth that is sure of them, computed from the answers of every depth.</summary>
internal sealed class ExitCurve
{
    private readonly bool[][] _isRight;
    private readonly double[][] _confidence;
    private readonly double[] _seconds;

    /// <param name="answers">The probability of each class. Index: depth, row, class.</param>
    /// <param name="classes">The class of each row.</param>
    /// <param name="seconds">What a row costs that goes through so many layers. Index: depth.</param>
    public ExitCurve(IReadOnlyList<float[][]> answers, IReadOnlyList<int> classes, IReadOnlyList<double> seconds)
    {
        _isRight = [.. answers.Select(rows => rows.Select((row, i) => Array.IndexOf(row, row.Max()) == classes[i]).ToArray())];
        _confidence = [.. answers.Select(rows => Array.ConvertAll(rows, ConfidenceOf))];
        _seconds = [.. seconds];
    }

    /// <summary>What comes of a threshold of the confidence; infinity sends all rows through all layers.</summary>
    public ExitPoint At(double threshold)
    {
        int last = _isRight.Length - 1, rows = _isRight[last].Length;
        int[] exits = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, last).FirstOrDefault(depth => _confidence[depth][row] >= threshold, last))];
        return new ExitPoint(
            threshold,
            exits.Where((exit, row) => _isRight[exit][row]).Count() / (double)rows,
            exits.Average(),
            _seconds[last] / exits.Average(exit => _seconds[exit]));
    }

    /// <summary>The lowest threshold whose accuracy is within a tolerance of the full depth's.</summary>
    public ExitPoint Within(double tolerance, IEnumerable<double> thresholds)
    {
        ExitPoint full = At(double.PositiveInfinity);
        return thresholds.Order().Select(At).FirstOrDefault(point => point.Accuracy >= full.Accuracy - tolerance, full);
    }

    /// <summary><c>1 - entropy / ln(classes)</c></summary>
    private static double ConfidenceOf(float[] probabilities)
        => 1 + (probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p)) / Math.Log(probabilities.Length));
}

/// <summary>What comes of a threshold.</summary>
/// <param name="Threshold">The lowest confidence with which a row leaves.</param>
/// <param name="Accuracy">Share of rows that are right.</param>
/// <param name="MeanDepth">Layers that a row goes through, on average.</param>
/// <param name="SpeedUp">Time of all rows through all layers by the time of all rows up to their exits.</param>
internal sealed record ExitPoint(double Threshold, double Accuracy, double MeanDepth, double SpeedUp);
