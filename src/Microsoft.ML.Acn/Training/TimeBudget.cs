using Microsoft.ML.Acn.Persistence.Checkpoints;

namespace Microsoft.ML.Acn.Training;

/// <summary>The time that the steps of a run may take, counted from when this is made.</summary>
/// <param name="limit">Null for any time.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class TimeBudget(TimeSpan? limit, TimeProvider clock)
{
    // The first steps of a process are slow. A run that fits into its time is not to learn any other way because of them.
    private const double Forgiven = 0.05;

    private readonly long _began = clock.GetTimestamp();
    private TimeSpan _before;

    /// <summary>Whether the time is up.</summary>
    public bool IsOver => Left <= TimeSpan.Zero;

    /// <summary>What is left of the time; null for any time.</summary>
    public TimeSpan? Left => limit - Elapsed;

    /// <summary>
    /// Share of the planned steps that must be behind by now for the rest to fit into the time, 0 to 1. Steps that take the same time each and
    /// all fit in are always ahead of it.
    /// </summary>
    public double Progress => limit is { } time ? Math.Clamp(((Elapsed / time) - Forgiven) / (1 - Forgiven), 0, 1) : 0;

    /// <summary>The time that steps have taken, those before a checkpoint included.</summary>
    public TimeSpan Elapsed => _before + clock.GetElapsedTime(_began);

    /// <summary>The time so far.</summary>
    public StatePart State() => StatePart.Count("elapsed_ticks", () => Math.Max(Elapsed.Ticks, 0), ticks => _before = TimeSpan.FromTicks(ticks), TimeSpan.MaxValue.Ticks / 2);
}
