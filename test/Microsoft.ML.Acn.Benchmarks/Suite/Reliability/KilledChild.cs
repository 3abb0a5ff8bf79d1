using System.Diagnostics;
using System.Globalization;
using Measuring;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>A process that does a <see cref="KilledRun"/>, as the one sees it that kills it.</summary>
internal sealed class KilledChild : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _saving = new();
    private readonly Task _reading;
    private volatile bool _isSaved;

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where its checkpoint and its models are.</param>
    /// <param name="rows">What it trains on.</param>
    public KilledChild(string folder, int rows)
    {
        IReadOnlyList<string> program = ThisProgram.Command();
        _process = Process.Start(new ProcessStartInfo(program[0], [.. program.Skip(1), KilledRun.Child, folder, rows.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        _reading = Task.Run(Read);
    }

    /// <summary>Seconds that each checkpoint took to write.</summary>
    public List<double> Writes { get; } = [];

    /// <summary>Whether training is over.</summary>
    public bool IsSaving => _saving.Task.IsCompletedSuccessfully;

    /// <summary>Whether the models are saved, too.</summary>
    public bool IsSaved => _isSaved;

    /// <summary>Waits until it comes to its end by itself.</summary>
    public void WaitForExit() => WaitForExit(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until it comes to its end by itself, or not longer than a time.</summary>
    public void WaitForExit(TimeSpan time)
    {
        if (_process.WaitForExit(time))
            _reading.Wait();
    }

    /// <summary>Waits until training is over, and then a moment.</summary>
    public void WaitForSaving(TimeSpan time, TimeSpan moment)
    {
        if (Task.WhenAny(_saving.Task, _reading).Wait(time))
            Thread.Sleep(moment);
    }

    /// <summary>Kills it. False if it came to its end before.</summary>
    public bool Kill()
    {
        if (_process.HasExited)
            return false;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _reading.Wait();
        // It may have ended in the meantime by itself.
        return _process.ExitCode != 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _reading.Wait();
        _process.Dispose();
    }

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line == KilledRun.Saving)
                _saving.TrySetResult();
            else if (line == KilledRun.Saved)
                _isSaved = true;
            else
                Writes.Add(double.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture)); // ... in 0.05 s.
        }
    }
}
