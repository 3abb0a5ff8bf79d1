using Measuring.Arms;
using PaperExperiments.Experiments;

namespace PaperExperiments.Reports;

/// <summary>What there is of an experiment.</summary>
/// <param name="Found">The arms that were asked for and are finished.</param>
/// <param name="Missing">The arms that were asked for and are not, with the reason if they failed.</param>
internal sealed record Measured(IReadOnlyList<(ArmKey Key, ArmRecord Record)> Found, IReadOnlyList<(ArmKey Key, string? Error)> Missing)
{
    /// <summary>Reads the records of arms.</summary>
    /// <param name="arms">What was asked for.</param>
    /// <param name="store">Where records are.</param>
    /// <param name="code">What their code must have been, or null for any.</param>
    public static Measured Read(IReadOnlyList<ExperimentArm> arms, ArmStore store, string? code)
    {
        var found = new List<(ArmKey, ArmRecord)>();
        var missing = new List<(ArmKey, string?)>();
        foreach (ExperimentArm arm in arms)
        {
            ArmRecord? record = store.Read(arm.Arm.Name);
            if (record?.IsResultOf(arm.Arm, code) == true)
                found.Add((arm.Key, record));
            else
                missing.Add((arm.Key, record?.Error));
        }
        return new Measured(found, missing);
    }

    /// <summary>The materials that there are results of.</summary>
    public IReadOnlyList<string> Data => [.. Found.Select(arm => arm.Key.Data).Distinct()];

    /// <summary>Arms of some data, put together over their seeds, in the order of the experiment.</summary>
    public Runs[] ByNetwork(string data) =>
    [
        .. Found.Where(arm => arm.Key.Data == data)
            .GroupBy(arm => (arm.Key.Network, arm.Key.Variant))
            .Select(group => new Runs(group.Key.Network, group.Key.Variant, [.. group.Select(arm => arm.Record)])),
    ];
}
