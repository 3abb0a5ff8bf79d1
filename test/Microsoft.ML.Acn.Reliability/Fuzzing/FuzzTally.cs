namespace Microsoft.ML.Acn.Reliability.Fuzzing;

/// <summary>Outcomes, counted.</summary>
internal sealed class FuzzTally
{
    private readonly Dictionary<(FuzzTarget Target, string Ending), long> _endings = [];
    private readonly Dictionary<FuzzTarget, (TimeSpan Slowest, long Most)> _limits = [];

    public long Count { get; private set; }

    /// <summary>Files of which ML.NET's own entries went beyond a limit.</summary>
    public List<string> Excesses { get; } = [];

    public void Add(FuzzOutcome outcome)
    {
        Count++;
        if (outcome.ExcessOfMlNet is { } excess)
            Excesses.Add(excess);
        _endings[(outcome.Target, outcome.Ending)] = _endings.GetValueOrDefault((outcome.Target, outcome.Ending)) + 1;
        (TimeSpan slowest, long most) = _limits.GetValueOrDefault(outcome.Target);
        _limits[outcome.Target] = (outcome.Elapsed > slowest ? outcome.Elapsed : slowest, Math.Max(most, outcome.Bytes));
    }

    /// <summary>How cases of a kind ended, the most frequent first.</summary>
    public IEnumerable<(string Ending, long Count)> EndingsOf(FuzzTarget target)
        => _endings.Where(one => one.Key.Target == target).OrderByDescending(one => one.Value).Select(one => (one.Key.Ending, one.Value));

    public long CountOf(FuzzTarget target) => EndingsOf(target).Sum(one => one.Count);

    public TimeSpan SlowestOf(FuzzTarget target) => _limits.GetValueOrDefault(target).Slowest;

    public long MostBytesOf(FuzzTarget target) => _limits.GetValueOrDefault(target).Most;
}
