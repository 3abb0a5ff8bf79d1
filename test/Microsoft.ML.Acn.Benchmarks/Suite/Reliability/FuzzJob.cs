using Microsoft.ML.Acn.Reliability.Fuzzing;
using Microsoft.ML.Acn.Reliability.Seeds;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>A thread that loads damaged files one after another, each of them number <c>first + i * step</c> of a run.</summary>
internal sealed class FuzzJob(int seed, int first, int step, long cases, string folder) : IDisposable
{
    private readonly FileStream _note = Create(Path.Combine(folder, $"job-{first}.case"));
    private long _started = Environment.TickCount64;
    private volatile bool _isDone;

    public FuzzTally Tally { get; } = new();

    /// <summary>The faults that were found, as sentences.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The case that is being loaded.</summary>
    public long Current { get; private set; }

    /// <summary>How long it has been so.</summary>
    public TimeSpan Waiting => _isDone ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _started));

    public void Run()
    {
        var loader = new FuzzLoader();
        for (long number = first; number < cases; number += step)
        {
            Current = number;
            Note(number);
            Volatile.Write(ref _started, Environment.TickCount64);
            FuzzCase fuzz = FuzzCase.Make(SeedModels.All, seed, number);
            FuzzOutcome outcome = loader.Run(fuzz);
            Tally.Add(outcome);
            if (outcome.Fault is { } fault)
                Keep(fuzz, number, fault);
        }
        _isDone = true;
    }

    /// <summary>Where a case is kept.</summary>
    public static string FolderOf(string folder, int seed, long number) => Path.Combine(folder, $"seed-{seed}-case-{number}");

    public void Dispose() => _note.Dispose();

    // The system has it even if a case takes the process down.
    private void Note(long number) => RandomAccess.Write(_note.SafeFileHandle, BitConverter.GetBytes(number), 0);

    private void Keep(FuzzCase fuzz, long number, string fault)
    {
        string place = FolderOf(folder, seed, number);
        fuzz.Save(place);
        File.WriteAllText(Path.Combine(place, "fault.txt"), $"{fuzz.Origin.Name}, {fuzz.Target}: {fault}\n");
        Faults.Add($"case {number} ({fuzz.Origin.Name}, {fuzz.Target}): {fault.Split('\n')[0]}");
        if (Faults.Count <= 20)
            Console.Error.WriteLine($"FAULT {Faults[^1]}");
    }

    private static FileStream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
