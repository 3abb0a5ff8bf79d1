using System.Diagnostics;
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

    // Longer than saving takes, so that there are kills at its end, too.
    private const double MostMilliseconds = 60;

    public override string Name => "kills";

    public override string PageName => "reliability-kills";

    public override string Summary => "a training process that is killed at random moments and started again, against one that is not; exit code 1 if anything is lost";

    public override bool IsCheck => true;

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int kills = arguments.Count ?? DefaultKills, rows = arguments.Rows ?? DefaultRows;
        string root = Directory.CreateTempSubdirectory("acn-kills-").FullName;
        try
        {
            string older = Folder("older"), whole = Folder("whole");
            KilledRun.SaveOlder(older, rows);
            var clock = Stopwatch.StartNew();
            using var first = new KilledChild(whole, rows);
            first.WaitForExit();
            TimeSpan time = clock.Elapsed;
            double mean = first.Writes.Average(), megabytes = new FileInfo(Path.Combine(whole, KilledRun.Checkpoint)).Length / 1e6;
            string old = SavedModels.HashOfFiles(older)!, expected = SavedModels.HashOfFiles(whole) ?? throw new BenchmarkException("The run that is not killed left no model.");
            if (old == expected)
                throw new BenchmarkException("The older model is the same as the newer one.");

            var tally = new Tally();
            var random = new Random(Seed);
            for (int run = 0; tally.Kills < kills; run++)
            {
                string folder = Folder($"run{run}");
                SavedModels.Copy(older, folder);
                while (tally.Kills < kills && IsKilled(folder, rows, random, time, tally))
                {
                    Check(SavedModels.HashOfFiles(folder));
                    Check(SavedModels.HashOfArchive(folder));
                    SavedModels.Age(folder);
                }
                using (var last = new KilledChild(folder, rows))
                    last.WaitForExit();
                tally.Runs++;
                tally.Different += SavedModels.HashOfFiles(folder) == expected && SavedModels.HashOfArchive(folder) == expected ? 0 : 1;
                tally.Strays += SavedModels.Strays(folder).Count();
                Directory.Delete(folder, recursive: true);
                Say($"{tally.Kills} of {kills} kills, {tally.WhileSaving} while saving, {tally.Newer} with the newer model; {tally.Runs} runs, {tally.Different} with other weights, {tally.Broken} broken models, {tally.Strays} files left");
            }
            Write(report, tally, rows, time);
            report.Paragraph($"A checkpoint has {megabytes:F0} MB here and takes {mean:F2} s to write (mean of {first.Writes.Count}): {mean / DefaultInterval:P2} of the time at the default interval of ten minutes.");
            report.Goal(
                "nothing is lost",
                tally is { Different: 0, Broken: 0, Strays: 0 },
                $"{tally.Different} of {tally.Runs} runs with other weights, {tally.Broken} models that are neither the older nor the newer, {tally.Strays} files left after {tally.Kills} kills");

            void Check(string? found)
            {
                tally.Broken += found == old || found == expected ? 0 : 1;
                tally.Newer += found == expected ? 1 : 0;
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;
    }

    private static void Write(Report report, Tally tally, int rows, TimeSpan time)
    {
        report.Paragraph(
            $"{rows:N0} made-up texts, 3 epochs, a checkpoint every 300 ms, {time.TotalSeconds:F1} s without a kill. The process is killed at a random moment and started again, until it comes to its end. It saves its model twice, "
            + "with SaveWeights and with SaveAtomically, over the files of an older model, which has a third one with rows that it keeps. What a kill leaves is made to look a day old, for the next save leaves alone what may be another process's. After each kill both are loaded, and must be the older or the newer model; in the end both must be that of a run that was not killed, and no other file be left.");
        report.Table(
            ["kills", "before the end of Fit", "of them with a checkpoint to go on from", "while saving the models", "after that", "newer models found after a kill", "models that are neither", "runs that came to their end", "with other weights", "files left"],
            [[$"{tally.Kills}", $"{tally.Training}", $"{tally.WithCheckpoint}", $"{tally.WhileSaving}", $"{tally.Late}", $"{tally.Newer}", $"{tally.Broken}", $"{tally.Runs}", $"{tally.Different}", $"{tally.Strays}"]]);
    }

    /// <summary>Starts the process and kills it. False if it came to its end before that.</summary>
    private static bool IsKilled(string folder, int rows, Random random, TimeSpan time, Tally tally)
    {
        bool waitsForSaving = random.NextDouble() < ShareOfSaving;
        TimeSpan delay = time * random.NextDouble(), moment = TimeSpan.FromMilliseconds(random.NextDouble() * MostMilliseconds);
        using var child = new KilledChild(folder, rows);
        if (waitsForSaving)
            child.WaitForSaving(time * 20, moment);
        else
            child.WaitForExit(delay);
        if (!child.Kill())
            return false;
        tally.Kills++;
        if (child.IsSaved)
        {
            tally.Late++;
        }
        else if (child.IsSaving)
        {
            tally.WhileSaving++;
        }
        else
        {
            tally.Training++;
            tally.WithCheckpoint += File.Exists(Path.Combine(folder, KilledRun.Checkpoint)) ? 1 : 0;
        }
        return true;
    }

    private sealed class Tally
    {
        public int Kills { get; set; }

        public int Training { get; set; }

        public int WithCheckpoint { get; set; }

        public int WhileSaving { get; set; }

        public int Late { get; set; }

        public int Newer { get; set; }

        public int Runs { get; set; }

        public int Different { get; set; }

        public int Broken { get; set; }

        public int Strays { get; set; }
    }
}
