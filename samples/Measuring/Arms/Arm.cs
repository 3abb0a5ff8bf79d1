namespace Measuring.Arms;

/// <summary>One thing that an experiment measures, apart from all others: a network trained in one way with one seed, say.</summary>
/// <param name="Name">What it is called, a part of a file name: letters, digits and hyphens.</param>
/// <param name="Settings">Everything that its outcome depends on but the code and the machine, in words. An arm with other settings is another arm.</param>
/// <param name="Run">Measures. It is given whoever wants to know how far it is.</param>
public sealed record Arm(string Name, IReadOnlyDictionary<string, string> Settings, Func<IArmListener, ArmOutcome> Run);
