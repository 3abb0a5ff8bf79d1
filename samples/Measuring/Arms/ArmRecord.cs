namespace Measuring.Arms;

/// <summary>What is kept of an arm that was run, whether it came to its end or not.</summary>
public sealed record ArmRecord
{
    /// <summary>The arm's name.</summary>
    public required string Name { get; init; }

    /// <summary>The arm's settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Where and with which code it was run.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>How long it took, reading the data included.</summary>
    public required double Seconds { get; init; }

    /// <summary>What it measured; null if it failed.</summary>
    public ArmOutcome? Outcome { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Whether this is the outcome of an arm: it is not run again then.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="code">What the code must have been, or null for any.</param>
    public bool IsResultOf(Arm arm, string? code)
        => Outcome is not null && (code is null || Facts.Code == code)
            && Settings.Count == arm.Settings.Count && arm.Settings.All(setting => Settings.TryGetValue(setting.Key, out string? value) && value == setting.Value);
}

/// <summary>What an arm's figures depend on besides its settings.</summary>
/// <param name="Code">A hash of the library's source, and of the program's.</param>
/// <param name="Commit">The commit that was checked out.</param>
/// <param name="Hardware">See <see cref="MachineFacts.Hardware"/>.</param>
/// <param name="Software">See <see cref="MachineFacts.Software"/>.</param>
/// <param name="Jobs">Arms that were run at once.</param>
/// <param name="Began">When it began.</param>
public sealed record RunFacts(string Code, string Commit, string Hardware, string Software, int Jobs, DateTime Began);
