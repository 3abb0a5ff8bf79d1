namespace Microsoft.ML.Acn.Reliability.Fuzzing;

/// <summary>What came of one damaged file.</summary>
/// <param name="Target">What was changed.</param>
/// <param name="Ending">How it ended: the type of the exception, <see cref="Loaded"/> or <see cref="LoadedForOthers"/>.</param>
/// <param name="Elapsed">How long loading took.</param>
/// <param name="Bytes">Bytes that loading allocated, managed ones and those of tensors (<see cref="TensorTally"/>).</param>
/// <param name="Fault">What must not be, or null if all is as it should be.</param>
internal sealed record FuzzOutcome(FuzzTarget Target, string Ending, TimeSpan Elapsed, long Bytes, string? Fault)
{
    /// <summary>Bytes or time beyond the limits that ML.NET's own entries of the archive are the reason of, in words; else null.</summary>
    public string? ExcessOfMlNet { get; init; }

    /// <summary>The ending of a file that is a whole model after all.</summary>
    public const string Loaded = "loaded";

    /// <summary>The same, but for other columns than those of the data, so that no row is scored.</summary>
    public const string LoadedForOthers = "loaded, for other columns";

    /// <summary>The longest that loading may take.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The most that loading may allocate.</summary>
    public const long ByteLimit = 64_000_000;

    /// <summary>The outcome with a fault where a limit was passed.</summary>
    public FuzzOutcome WithLimits() => this switch
    {
        { Fault: not null } => this,
        _ when Elapsed > TimeLimit => this with { Fault = $"it took {Elapsed.TotalSeconds:F1} s" },
        _ when Bytes > ByteLimit => this with { Fault = $"it allocated {Bytes:N0} bytes" },
        _ => this,
    };
}
