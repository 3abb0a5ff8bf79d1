using System.Globalization;
using Datasets;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Suite;
using Microsoft.ML.Acn.Benchmarks.Suite.Parts;
using Microsoft.ML.Acn.Benchmarks.Suite.Performance;
using Microsoft.ML.Acn.Benchmarks.Suite.Reliability;
using SampleConsole;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
if (args is [StartupBenchmark.Child, var model])
{
    StartupBenchmark.RunChild(model);
    return 0;
}
if (args is [ServingCommand.Child, var served, var texts])
{
    ServingCommand.RunChild(served, texts);
    return 0;
}
if (args is [KilledRun.Child, var folder, var rows])
{
    KilledRun.Run(folder, int.Parse(rows, CultureInfo.InvariantCulture));
    return 0;
}
Benchmark[] suite =
[
    new WordNetBenchmark(),
    new SmallSetsBenchmark(),
    new QuickFitBenchmark(),
    new VectorsBenchmark(),
    new FashionBenchmark(),
    new PipelineBenchmark(),
    new CompressionBenchmark(),
    new WarmStartBenchmark(),
    new StepsBenchmark(),
    new ServingBenchmark(),
    new FastTextBenchmark(),
    new ThreadsBenchmark(),
    new ScalingBenchmark(),
    new StartupBenchmark(),
    new PruningBenchmark(),
    new ScoringBenchmark(),
    new LazyRowsBenchmark(),
    new ProfileBenchmark(),
    new FusingBenchmark(),
    new PartsBenchmark(),
    new GuardBenchmark(),
    new MemoryBenchmark(),
    new FuzzBenchmark(),
    new ConcurrencyBenchmark(),
    new SoakBenchmark(),
    new KillsBenchmark(),
];

if (args.Length == 0 || args[0] is "help" or "--help" or "-h")
{
    Console.WriteLine($"dotnet run -c Release --project {Report.ProjectPath} -- NAME [options]\n");
    foreach (Benchmark benchmark in suite)
        Console.WriteLine($"  {benchmark.Name,-12} {benchmark.Summary}");
    Console.WriteLine(BenchmarkArguments.Help);
    return 0;
}
try
{
    Benchmark benchmark = suite.FirstOrDefault(one => one.Name == args[0])
        ?? throw new BenchmarkException($"There is no benchmark '{args[0]}'; help lists them.");
    BenchmarkArguments arguments = BenchmarkArguments.Parse(args[1..]);
    var report = new Report(benchmark.PageName, args);
    benchmark.Run(arguments, report);
    report.End();
    if (arguments.Write)
        Console.Error.WriteLine($"Written to {report.Write()}");
    if (!benchmark.IsCheck || report.Missed.Count == 0)
        return 0;
    Console.Error.WriteLine($"Not reached: {string.Join("; ", report.Missed)}.");
    return 1;
}
catch (Exception e) when (e is BenchmarkException or UsageException or DatasetException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
