namespace Microsoft.ML.Acn.Training;

/// <summary>Linear warm-up from 0 to the peak, then half a cosine down to 0 (Loshchilov and Hutter 2017).</summary>
/// <param name="peak">The highest learning rate.</param>
/// <param name="steps">Steps of the whole run.</param>
/// <param name="warmupFraction">Share of the steps that warm up.</param>
internal sealed class LearningRateSchedule(double peak, long steps, double warmupFraction)
{
    private readonly double _warmup = Math.Max(Math.Round(steps * warmupFraction), 1);

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="leastProgress">Share of the run that counts as done, 0 to 1, if it is more than what the steps make: for a run that ends before its last step.</param>
    public double At(long step, double leastProgress = 0)
    {
        double position = Math.Max(step + 1, leastProgress * steps);
        if (position <= _warmup)
            return peak * position / _warmup;
        double progress = Math.Min((position - _warmup) / Math.Max(steps - _warmup, 1), 1);
        return peak * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
