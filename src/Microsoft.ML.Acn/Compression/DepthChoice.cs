namespace Microsoft.ML.Acn.Compression;

/// <summary>The rule by which a depth is chosen: the smallest one whose accuracy is within the tolerance of the full depth's.</summary>
internal static class DepthChoice
{
    // Accuracies are shares of whole rows; this forgives the rounding of a difference that is exactly the tolerance.
    internal const double Rounding = 1e-9;

    /// <param name="accuracies">Accuracy on validation rows by depth, from 0 to the full depth.</param>
    /// <param name="tolerance">Accuracy that may be given up; 0.005 is half a point.</param>
    public static int Smallest(IReadOnlyList<double> accuracies, double tolerance)
    {
        int depth = 0;
        while (accuracies[depth] < accuracies[^1] - tolerance - Rounding)
            depth++;
        return depth;
    }
}
