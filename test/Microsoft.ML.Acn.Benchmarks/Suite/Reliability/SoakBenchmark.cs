using System.Diagnostics;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>Does a process that predicts, trains, saves and loads for long hold more and more memory?</summary>
internal sealed class SoakBenchmark : Benchmark
{
    private const double UsualMinutes = 30;
    private const double WarmUpShare = 0.25;
    private const double SlopeGoal = 1;

    // In less than this after warm-up, a megabyte an hour cannot be told from the allocator's noise.
    private const double ShortMinutes = 10;
    private const double ShortGoal = 8;
    private const double ShortHeldGoal = 4;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    public override string Name => "soak";

    public override string PageName => "reliability-soak";

    public override string Summary => "memory of a process that predicts, trains, saves and loads for long; exit code 1 if it grows";

    public override bool IsCheck => true;

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        double minutes = arguments.Minutes ?? UsualMinutes, warmUp = arguments.WarmUp ?? WarmUpShare * minutes;
        if (warmUp >= minutes)
            throw new BenchmarkException($"A warm-up of {warmUp} minutes leaves nothing of {minutes}.");
        // Torch's second thread waits for the first in a loop, which on a busy machine takes longer than the work.
        set_num_threads(1);
        var samples = new List<Sample>();
        using var work = new SoakWork();
        work.Round();
        long tensors = LiveTensors(), most = tensors;
        var clock = Stopwatch.StartNew();
        TimeSpan next = _interval;
        while (clock.Elapsed.TotalMinutes < minutes)
        {
            work.Round();
            if (clock.Elapsed < next)
                continue;
            next = clock.Elapsed + _interval;
            most = Math.Max(most, LiveTensors());
            samples.Add(new Sample(clock.Elapsed.TotalHours, ResidentMemory.Now(), GC.GetTotalMemory(forceFullCollection: false) / 1e6, NativeHeap.InUse(), ResidentMemory.Own()));
            if (samples.Count % 30 == 0)
                Say($"{clock.Elapsed.TotalMinutes:F0} min, {samples[^1].Megabytes:F1} MB, {samples[^1].Own:F1} MB of them its own, {samples[^1].Managed:F2} managed, {most} tensors");
        }
        Sample[] warm = [.. samples.Where(sample => sample.Hours * 60 > warmUp)];
        if (warm.Length < 3)
            throw new BenchmarkException("That is too short a time for three samples.");
        Write(report, work, clock.Elapsed, warm, tensors, most, warmUp);
    }

    /// <summary>
    /// Tensors of this thread, which does all the work, that are not freed. Collections first, so that memory is not that of objects that nobody holds: one
    /// to find the cursors that were left open, whose finalizers keep their rows until the next, which also gives back what the managed heap has to spare.
    /// Where the processor's cache is large, hardly any other collection takes place.
    /// </summary>
    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }

    private static void Write(Report report, SoakWork work, TimeSpan elapsed, Sample[] warm, long tensors, long most, double warmUp)
    {
        (double slope, double error) = LeastSquares.SlopeOf([.. warm.Select(sample => (sample.Hours, sample.Megabytes))]);
        double growth = GrowthOf(warm, sample => sample.Megabytes), held = GrowthOf(warm, sample => sample.Managed + (sample.Native ?? 0));
        report.Paragraph($"{elapsed.TotalMinutes:F1} minutes on one thread, with a small network of texts. Resident memory is sampled about once a second, after two garbage collections, of which the second gives spare memory back; the first {warmUp:0.#} minutes are warm-up.");
        report.Table(["", "times", "a second"], work.Done.Select(one => (string[])[one.Key, $"{one.Value:N0}", $"{one.Value / elapsed.TotalSeconds:N1}"]));
        report.Table(
            ["after warm-up", ""],
            [
                ["samples", $"{warm.Length:N0}"],
                ["resident memory, MB (lowest to highest)", $"{warm.Min(sample => sample.Megabytes):F1} to {warm.Max(sample => sample.Megabytes):F1}"],
                ["slope by least squares, MB an hour", $"{slope:F2} (standard error {error:F2})"],
                ["slope of what of it is neither shared nor a file's, MB an hour", SlopeOf(warm, sample => sample.Own)],
                ["slope of what the C library has handed out, MB an hour", SlopeOf(warm, sample => sample.Native)],
                ["managed memory, MB (lowest to highest)", $"{warm.Min(sample => sample.Managed):F2} to {warm.Max(sample => sample.Managed):F2}"],
                ["last quarter beyond the first, MB", $"{growth:F2}; of what is held {held:F2}"],
                ["for a thousand rounds, MB", $"{slope * elapsed.TotalHours / work.Done["fits"] * 1_000:F2}"],
                ["tensors at the beginning, and the most after a round", $"{tensors:N0}, {most:N0}"],
            ]);
        report.Goal("no tensor more after any round", most == tensors, $"{most - tensors} more");
        report.Goal("every answer as at the beginning", work.Wrong == 0, $"{work.Wrong} others");
        if (elapsed.TotalMinutes - warmUp >= ShortMinutes)
        {
            report.Goal($"resident memory rises by less than {SlopeGoal} MB an hour", slope < SlopeGoal, $"{slope:F2} MB an hour");
            return;
        }
        report.Goal($"in a short run, resident memory rises by less than {ShortGoal} MB from the first quarter to the last", growth < ShortGoal, $"{growth:F2} MB");
        report.Goal($"in a short run, what is held, managed or handed out by the C library, rises by less than {ShortHeldGoal} MB", held < ShortHeldGoal, $"{held:F2} MB");
    }

    /// <summary>From the first quarter to the last, by medians: a cursor that a finalizer has yet to free is 9 MB more for a moment.</summary>
    private static double GrowthOf(Sample[] samples, Func<Sample, double> megabytes)
        => samples[^((samples.Length / 4) + 1)..].Select(megabytes).Median() - samples[..((samples.Length / 4) + 1)].Select(megabytes).Median();

    private static string SlopeOf(Sample[] samples, Func<Sample, double?> megabytes)
    {
        if (samples.Any(sample => megabytes(sample) is null))
            return "not known here";
        (double slope, double error) = LeastSquares.SlopeOf([.. samples.Select(sample => (sample.Hours, megabytes(sample)!.Value))]);
        return $"{slope:F2} (standard error {error:F2}); {samples.Min(megabytes):F2} to {samples.Max(megabytes):F2} MB";
    }

    private sealed record Sample(double Hours, double Megabytes, double Managed, double? Native, double? Own);
}
