using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Parts;

/// <summary>The small parts by BenchmarkDotNet: how long does each take, and what does it allocate?</summary>
internal sealed class PartsBenchmark : Benchmark
{
    private static readonly (string Unit, Type Type)[] _parts = [("row", typeof(TextParts)), ("MB", typeof(FileParts)), ("row", typeof(CursorParts))];

    public override string Name => "parts";

    public override string Summary => "splitting, hashing, batch building, safetensors and the cursor, with their allocations, by BenchmarkDotNet";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        ManualConfig config = ManualConfig.CreateEmpty()
            // In this process: a build of its own for each would need the network and take minutes.
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(arguments.Rounds ?? 10))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(new ErrorStreamLogger())
            .WithArtifactsPath(Directory.CreateTempSubdirectory("acn-parts-").FullName);
        var rows = new List<string[]>();
        foreach ((string unit, Type type) in _parts)
        {
            foreach (BenchmarkReport measured in BenchmarkRunner.Run(type, config).Reports)
                rows.Add(Row(unit, measured));
        }
        Directory.Delete(config.ArtifactsPath, recursive: true);
        report.Paragraph("BenchmarkDotNet, in the process itself; the mean of the iterations and its standard error. Allocated is managed memory alone. A row is a text of 20 words; what is scored was scored before, so that its words are known.");
        report.Table(["part", "per", "mean, ns", "standard error, ns", "allocated, bytes"], rows);
    }

    private static string[] Row(string unit, BenchmarkReport measured)
    {
        string name = measured.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        if (measured.ResultStatistics is not { } statistics)
            throw new BenchmarkException($"'{name}' could not be measured.");
        return [name, unit, $"{statistics.Mean:N0}", $"{statistics.StandardError:N1}", $"{measured.GcStats.GetBytesAllocatedPerOperation(measured.BenchmarkCase):N0}"];
    }

    /// <summary>Progress goes where that of the other benchmarks goes.</summary>
    private sealed class ErrorStreamLogger : ILogger
    {
        public string Id => nameof(ErrorStreamLogger);

        public int Priority => 0;

        public void Write(LogKind logKind, string text)
        {
            if (logKind is LogKind.Error)
                Console.Error.Write(text);
        }

        public void WriteLine() => Console.Error.WriteLine();

        public void WriteLine(LogKind logKind, string text) => Write(logKind, text + Environment.NewLine);

        public void Flush() => Console.Error.Flush();
    }
}
