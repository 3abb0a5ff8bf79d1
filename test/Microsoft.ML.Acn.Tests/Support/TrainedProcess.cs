using System.Diagnostics;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Training in a process of its own, which may be killed.</summary>
internal static class TrainedProcess
{
    public const string Command = "train";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Trains with a checkpoint after each step and saves the weights in a folder.</summary>
    public static int RunChild(string folder)
    {
        Train(folder, System.IO.Path.Combine(folder, "run.checkpoint"));
        return 0;
    }

    public static void Train(string folder, string? checkpoint)
    {
        var context = new MLContext(seed: 1);
        using AcnTransformer model = context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options =>
        {
            (options.Epochs, options.ValidationFraction, options.Threads) = (6, 0.2, 1);
            (options.CheckpointPath, options.CheckpointInterval) = (checkpoint, TimeSpan.FromTicks(1));
        })).Fit(TinyTexts.View(context));
        model.SaveWeights(System.IO.Path.Combine(folder, "model"));
    }

    /// <summary>Starts the process, and kills it when the checkpoint was written so many times.</summary>
    /// <returns>Whether it was killed, and did not come to its end before.</returns>
    public static bool Run(string folder, int killAfter)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using Process process = Process.Start(new ProcessStartInfo(dotnet, ["exec", typeof(TrainedProcess).Assembly.Location, Command, folder]))!;
        using var watch = new FileSystemWatcher(folder, "run.checkpoint.*.tmp");
        int written = 0;
        watch.Created += (_, _) => Interlocked.Increment(ref written);
        watch.EnableRaisingEvents = true;
        bool isDone = SpinWait.SpinUntil(() => process.HasExited || Volatile.Read(ref written) >= killAfter, _patience) && process.HasExited;
        if (!isDone)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Assert.True(!isDone || process.ExitCode == 0);
        return !isDone;
    }
}
