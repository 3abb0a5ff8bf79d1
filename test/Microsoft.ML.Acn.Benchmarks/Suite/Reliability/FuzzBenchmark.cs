using System.Diagnostics;
using Datasets;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Reliability.Fuzzing;
using Microsoft.ML.Acn.Reliability.Seeds;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>Do damaged model files of any kind end in an exception that names the part, within bounded time and memory?</summary>
internal sealed class FuzzBenchmark : Benchmark
{
    private const int Cases = 200_000;

    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(30);

    public override string Name => "fuzz";

    public override string PageName => "reliability-fuzz";

    public override string Summary => "loads damaged model files of every family and kind; exit code 1 at a fault";

    public override bool IsCheck => true;

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int first = arguments.First, cases = first + (arguments.Cases ?? Cases), jobs = arguments.Jobs ?? 1;
        string folder = Path.Combine(DatasetFolder.RepositoryRoot ?? ".", "artifacts", "fuzz");
        Say("models to begin with");
        string[] intact = [.. Warm().Where(fault => fault is not null).Select(fault => fault!)];
        double before = ResidentMemory.Peak();
        var clock = Stopwatch.StartNew();
        FuzzJob[] work = [.. Enumerable.Range(0, jobs).Select(job => new FuzzJob(arguments.Seed, first + job, jobs, cases, folder))];
        using (var watch = new Timer(_ => Watch(work, arguments.Seed, folder), null, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15)))
        {
            Thread[] threads = [.. work.Select(job => new Thread(job.Run))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }
        Array.ForEach(work, job => job.Dispose());
        Write(report, [.. work.Select(job => job.Tally)], [.. intact, .. work.SelectMany(job => job.Faults)], clock.Elapsed, ResidentMemory.Peak() - before);
    }

    /// <summary>Every model loads as it was saved; that also takes what is only needed once out of the measurement.</summary>
    private static IEnumerable<string?> Warm()
    {
        var loader = new FuzzLoader();
        foreach (SeedModel model in SeedModels.All)
        {
            foreach (FuzzTarget target in Enum.GetValues<FuzzTarget>())
            {
                FuzzOutcome outcome = loader.Run(FuzzCase.Intact(model, target));
                yield return outcome.Fault ?? (outcome.Ending == FuzzOutcome.Loaded ? null : $"{model.Name} does not load as it was saved: {outcome.Ending}");
            }
        }
    }

    private static void Watch(FuzzJob[] work, int seed, string folder)
    {
        Say($"{work.Sum(job => job.Tally.Count):N0} files, {work.Sum(job => job.Faults.Count)} faults");
        if (work.FirstOrDefault(job => job.Waiting > _hang) is not { } stuck)
            return;
        FuzzCase.Make(SeedModels.All, seed, stuck.Current).Save(FuzzJob.FolderOf(folder, seed, stuck.Current));
        Console.Error.WriteLine($"HANG case {stuck.Current} of seed {seed} has been loading for {stuck.Waiting.TotalSeconds:F0} s.");
        Environment.Exit(1);
    }

    private static void Write(Report report, FuzzTally[] tallies, string[] faults, TimeSpan elapsed, double peak)
    {
        long count = tallies.Sum(tally => tally.Count);
        FuzzTarget[] targets = Enum.GetValues<FuzzTarget>();
        report.Paragraph($"{count:N0} damaged files of {SeedModels.All.Count} models ({string.Join(", ", SeedModels.All.Select(model => model.Name))}), loaded in {elapsed.TotalMinutes:F1} minutes. "
            + "A seeded mutator changes bytes, JSON values, headers and numbers of tensors, and entries of the archive but the content of `Schema`, on which ML.NET's own reading may never end ([security](../security.md)); in seven of eight cases the checksums of the parts are put right afterwards. "
            + "What loads although it was changed has to score rows without a crash: parts in the engine, model files in `Transform`, unless their columns are now others than those of the data.");
        report.Table(
            ["changed", "files", "slowest, ms", "most allocated, MB"],
            targets.Select(target => (string[])[NameOf(target), $"{tallies.Sum(tally => tally.CountOf(target)):N0}", $"{tallies.Max(tally => tally.SlowestOf(target)).TotalMilliseconds:F0}", $"{tallies.Max(tally => tally.MostBytesOf(target)) / 1e6:F1}"]));
        report.Table(
            ["changed", "ended in", "files"],
            targets.SelectMany(target => tallies.SelectMany(tally => tally.EndingsOf(target)).GroupBy(one => one.Ending).Select(group => (string[])[NameOf(target), group.Key, $"{group.Sum(one => one.Count):N0}"])));
        report.Paragraph($"Allocated are all managed bytes of a load, whether held or not, and those of its tensors, also where it failed after they were allocated; the latter are told from the shapes and not measured. The peak of resident memory rose by {peak:N0} MB over the run, native memory included.");
        string[] excesses = [.. tallies.SelectMany(tally => tally.Excesses)];
        if (excesses.Length > 0)
        {
            report.Paragraph($"ML.NET reads entries of its own beside the parts (`Model.key`) and trusts the lengths in them. Where these were damaged, {excesses.Length:N0} loads went beyond a limit before a part "
                + $"was opened (the first: {excesses[0]}); with these entries as they were saved the same files stay within it. That is not counted below ([security](../security.md)).");
        }
        report.Goal("no crash, no other exception, no hang over 2 s, no load over 64 MB, no tensor left behind", faults.Length == 0, faults.Length == 0 ? $"0 of {count:N0}" : $"{faults.Length}: {string.Join("; ", faults.Take(5))}");
        if (count < Cases)
            report.Paragraph($"A short run: the goal is at least {Cases:N0} files.");
    }

    private static string NameOf(FuzzTarget target) => target switch
    {
        FuzzTarget.Tensors => "weights, or what is kept for later training",
        FuzzTarget.Configuration => "configuration",
        _ => "ML.NET's model file",
    };
}
