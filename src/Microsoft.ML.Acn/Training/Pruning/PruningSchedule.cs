namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>
/// How much is pruned after each step: <c>s_f + (s_i - s_f) (1 - (t - t_0) / (t_e - t_0))^3</c>, quickly at first, while much is of no use, and then ever
/// more slowly (Zhu and Gupta 2017, arXiv 1710.01878, Eq. 1).
/// </summary>
/// <param name="steps">Steps of the whole run.</param>
/// <param name="rampFraction">Share of them after which all is pruned: the others are there to recover.</param>
internal sealed class PruningSchedule(long steps, double rampFraction)
{
    // The learning rate rises meanwhile, and movement is observed before it decides anything.
    private const double ShareBeforeFirst = 0.1;

    // Choosing ranks all weights; more often gains nothing.
    private const long MostChoices = 50;

    /// <summary>t_e, the step after which all is pruned, counted from 1.</summary>
    public long Last { get; } = Math.Max((long)Math.Round(steps * rampFraction), 1);

    /// <summary>t_0, the step after which the share begins to rise.</summary>
    public long First => Math.Min(Math.Max((long)Math.Round(steps * ShareBeforeFirst), 1), Last);

    private long Interval => Math.Max((Last - First) / MostChoices, 1);

    /// <summary>Whether there is something to choose after a step, counted from 1.</summary>
    public bool IsDue(long step) => step == Last || (step > First && step < Last && (step - First) % Interval == 0);

    /// <summary>The share after a step.</summary>
    /// <param name="step">Counted from 1.</param>
    /// <param name="initial">s_i, what was pruned before.</param>
    /// <param name="final">s_f, what is wanted.</param>
    public double At(long step, double initial, double final)
    {
        if (step >= Last)
            return final;
        double left = 1 - ((double)Math.Max(step - First, 0) / (Last - First));
        return final + ((initial - final) * left * left * left);
    }
}
