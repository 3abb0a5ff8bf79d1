namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>The straight line through points that has the least squares of distances.</summary>
internal static class LeastSquares
{
    /// <summary>Its slope, and the standard error of that.</summary>
    public static (double Slope, double Error) SlopeOf(IReadOnlyList<(double X, double Y)> points)
    {
        double meanX = points.Average(point => point.X), meanY = points.Average(point => point.Y);
        double spread = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        double slope = points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / spread;
        double rest = points.Sum(point => Math.Pow(point.Y - meanY - (slope * (point.X - meanX)), 2));
        return (slope, Math.Sqrt(rest / (points.Count - 2) / spread));
    }
}
