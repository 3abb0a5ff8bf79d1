using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>Is anything lost when the process is killed, at any moment of training or saving?</summary>
internal sealed class KillsBenchmark : Benchmark
{
    private const int DefaultKills = 20;
    private const int DefaultRows = 2_000;
    private const int Seed = 1;
    private const double DefaultInterval = 600;

    // Saving is short: a share of the kills waits for it.
    private const double ShareOfSaving = 0.3;

    private static readonly string[] Files = [KilledRun.Model + ".safetensors", KilledRun.Model + ".json"];

    public override string Name => "kills";

    public override string PageName => "reliability-kills";

    public override string Summary => "a training process that is killed at random moments and started again, against one that is not";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int kills = arguments.Count ?? DefaultKills, rows = arguments.Rows ?? DefaultRows;
        string root = Directory.CreateTempSubdirectory("acn-kills-").FullName;
        try
        {
            var tally = new Tally();
            string whole = Folder("whole");
            var clock = Stopwatch.StartNew();
            var writes = new List<double>();
            Start(whole, rows, (_, process) => process.WaitForExit(), writes);
            double mean = writes.Average(), megabytes = new FileInfo(Path.Combine(whole, KilledRun.Checkpoint)).Length / 1e6;
            (TimeSpan time, string expected) = (clock.Elapsed, HashOf(whole) ?? throw new BenchmarkException("The run that is not killed left no model."));
            var random = new Random(Seed);
            for (int run = 0; tally.Kills < kills; run++)
            {
                string folder = Folder($"run{run}");
                while (tally.Kills < kills && Killed(folder, rows, random, time, tally))
                {
                    // A save that was cut short must leave nothing, or all of it.
                    if (HashOf(folder) is { } kept && kept != expected)
                        tally.Broken++;
                }
                Start(folder, rows, (_, process) => process.WaitForExit());
                tally.Runs++;
                tally.Different += HashOf(folder) == expected ? 0 : 1;
                Directory.Delete(folder, recursive: true);
                Say($"{tally.Kills} of {kills} kills, {tally.Runs} runs, {tally.Different} with other weights");
            }
            report.Paragraph($"{rows:N0} made-up texts, 3 epochs, a checkpoint every 300 ms, {time.TotalSeconds:F1} s without a kill. The process is killed at a random moment and started again, until it comes to its end; then the files of the model are compared with those of a run that was not killed.");
            report.Table(
                ["kills", "before the end of Fit", "of them with a checkpoint to go on from", "while saving the model", "runs that came to their end", "with other weights", "models half written"],
                [[$"{tally.Kills}", $"{tally.Training}", $"{tally.WithCheckpoint}", $"{tally.WhileSaving}", $"{tally.Runs}", $"{tally.Different}", $"{tally.Broken}"]]);
            report.Paragraph($"A checkpoint has {megabytes:F0} MB here and takes {mean:F2} s to write (mean of {writes.Count}): {mean / DefaultInterval:P2} of the time at the default interval of ten minutes.");
            report.Goal("nothing is lost", tally is { Different: 0, Broken: 0 }, $"{tally.Different} of {tally.Runs} runs with other weights, {tally.Broken} broken models after {tally.Kills} kills");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;
    }

    /// <summary>Starts the process and kills it. False if it came to its end before that.</summary>
    private static bool Killed(string folder, int rows, Random random, TimeSpan time, Tally tally)
    {
        bool waitsForSaving = random.NextDouble() < ShareOfSaving;
        TimeSpan delay = time * random.NextDouble();
        TimeSpan moment = TimeSpan.FromMilliseconds(random.NextDouble() * 30);
        bool isKilled = false;
        Start(folder, rows, (saving, process) =>
        {
            if (waitsForSaving && saving.Wait(time * 20))
                Thread.Sleep(moment);
            else
                process.WaitForExit(delay);
            if (process.HasExited)
                return;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            // It may have ended in the meantime by itself.
            isKilled = process.ExitCode != 0;
            if (!isKilled)
                return;
            tally.Kills++;
            if (saving.Result)
            {
                tally.WhileSaving++;
                return;
            }
            tally.Training++;
            tally.WithCheckpoint += File.Exists(Path.Combine(folder, KilledRun.Checkpoint)) ? 1 : 0;
        });
        return isKilled;
    }

    private static void Start(string folder, int rows, Action<Task<bool>, Process> use, List<double>? writes = null)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        // Under `dotnet X.dll` the process is dotnet, and X.dll an argument.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(KillsBenchmark).Assembly.Location);
        foreach (string argument in new[] { KilledRun.Child, folder, rows.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<bool> saving = Task.Run(() =>
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line == KilledRun.Saving)
                    return true;
                // ... in 0.05 s.
                writes?.Add(double.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture));
            }
            return false;
        });
        try
        {
            use(saving, process);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            saving.Wait();
        }
    }

    private static string? HashOf(string folder)
    {
        string[] paths = Array.ConvertAll(Files, name => Path.Combine(folder, name));
        return paths.All(File.Exists) ? string.Concat(paths.Select(path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))))) : null;
    }

    private sealed class Tally
    {
        public int Kills { get; set; }

        public int Training { get; set; }

        public int WithCheckpoint { get; set; }

        public int WhileSaving { get; set; }

        public int Runs { get; set; }

        public int Different { get; set; }

        public int Broken { get; set; }
    }
}
