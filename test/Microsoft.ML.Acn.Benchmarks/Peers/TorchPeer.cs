using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>The same network in plain PyTorch, in a process of its own: <c>Peers/Torch/acn_peer.py</c>.</summary>
internal sealed class TorchPeer : IDisposable
{
    private readonly Process _process;

    private TorchPeer(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>The version of PyTorch.</summary>
    public string Version { get; }

    /// <summary>Starts it on a folder that <see cref="PeerFiles"/> wrote. Null where there is no Python with PyTorch; eng/install-peers.sh installs both on Debian.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keepsMemory">Whether glibc keeps freed memory for the next step as it does in the library's process, instead of by its own limits.</param>
    public static TorchPeer? Start(string folder, bool keepsMemory = false)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "Torch", "acn_peer.py");
        foreach (string python in OperatingSystem.IsWindows() ? ["python"] : new[] { "/usr/bin/python3", "python3" })
        {
            var start = new ProcessStartInfo(python, [script, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            // They choose OpenBLAS's kernels by hand, seldom well.
            start.Environment.Remove("OPENBLAS_CORETYPE");
            start.Environment.Remove("OPENBLAS_L2_SIZE");
            if (keepsMemory)
                (start.Environment["MALLOC_MMAP_THRESHOLD_"], start.Environment["MALLOC_TRIM_THRESHOLD_"]) = ($"{32 << 20}", $"{64 << 20}");
            try
            {
                Process process = Process.Start(start)!;
                if (process.StandardOutput.ReadLine() is { } version)
                    return new TorchPeer(process, version);
                process.Dispose();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such program.
            }
        }
        return null;
    }

    /// <summary>Trains on its batch.</summary>
    public void Train(int steps) => Ask($"train {steps}");

    /// <summary>Scores its batch.</summary>
    public void Score(int times) => Ask($"score {times}");

    /// <summary>Logits of its batch, row by row.</summary>
    public float[] Logits() => [.. Ask("logits").Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>Seconds that so many products of matrices take.</summary>
    public double Product(int rows, int inputs, int outputs, int times)
        => double.Parse(Ask(string.Create(CultureInfo.InvariantCulture, $"product {rows} {inputs} {outputs} {times}")), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000))
            _process.Kill();
        _process.Dispose();
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new BenchmarkException($"PyTorch ended at '{command}'.");
    }
}
