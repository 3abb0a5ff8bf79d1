namespace Microsoft.ML.Acn.Training;

/// <summary>Linear warm-up from 0 to the peak, then half a cosine down to 0 (Loshchilov and Hutter 2017).</summary>
/// <param name="peak">The highest learning rate.</param>
/// <param name="steps">Steps of the whole run.</param>
/// <param name="warmupFraction">Share of the steps that warm up.</param>
internal sealed class LearningRateSchedule(double peak, long steps, double warmupFraction)
{
    private readonly double _warmup = Math.Max(Math.Round(steps * warmupFraction), 1);

    /// <summary>The learning rate of a step, counted from 0.</summary>
    public double At(long step)
    {
        if (step + 1 <= _warmup)
            return peak * (step + 1) / _warmup;
        double progress = Math.Min((step + 1 - _warmup) / Math.Max(steps - _warmup, 1), 1);
        return peak * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
