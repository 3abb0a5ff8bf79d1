using System.Diagnostics;

namespace Measuring.Arms;

/// <summary>Runs an arm in this process and keeps what came of it.</summary>
public static class ArmExecution
{
    /// <returns>What was kept: an arm that failed is kept with the reason.</returns>
    /// <exception cref="OperationCanceledException">The user has had enough; nothing is kept.</exception>
    public static ArmRecord Run(Arm arm, ArmStore store, RunFacts facts, IArmListener listener)
    {
        var clock = Stopwatch.StartNew();
        ArmRecord record;
        try
        {
            ArmOutcome outcome = arm.Run(listener);
            record = RecordOf(arm, facts, clock.Elapsed) with { Outcome = outcome };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            record = RecordOf(arm, facts, clock.Elapsed) with { Error = $"{e.GetType().Name}: {e.Message}" };
        }
        store.Write(record);
        return record;
    }

    /// <summary>What is kept of an arm that ended without a word.</summary>
    public static ArmRecord Failed(Arm arm, RunFacts facts, TimeSpan time, string error) => RecordOf(arm, facts, time) with { Error = error };

    private static ArmRecord RecordOf(Arm arm, RunFacts facts, TimeSpan time)
        => new() { Name = arm.Name, Settings = arm.Settings, Facts = facts, Seconds = time.TotalSeconds };
}
