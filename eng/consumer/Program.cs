using Microsoft.ML;
using Microsoft.ML.Acn;
using TorchSharp;

// Internal, so by reflection: what every trainer and transformer of the package does first.
var load = typeof(AcnBackendException).Assembly.GetType("Microsoft.ML.Acn.Interop.TorchBackend", throwOnError: true)!.GetMethod("EnsureLoaded")!;
try
{
    load.CreateDelegate<Action>()();
}
catch (AcnBackendException e)
{
    Console.WriteLine($"backend: {e.Message}");
    return;
}

var seen = new MLContext(seed: 1).Data.LoadFromEnumerable([new { Text = "packed and consumed" }]).Schema.Count;
using var sum = torch.ones(2, 3).sum();
Console.WriteLine($"consumed: {seen} column, torch {torch.__version__}, sum {sum.item<float>()}");
