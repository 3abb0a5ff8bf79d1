using Microsoft.ML;
using Microsoft.ML.Acn;
using TorchSharp;

// Internal, so by reflection: what every trainer and transformer of the package does first, and what reading image files does.
try
{
    foreach (var backend in new[] { "TorchBackend", "ImageBackend" })
        typeof(AcnBackendException).Assembly.GetType($"Microsoft.ML.Acn.Interop.{backend}", throwOnError: true)!.GetMethod("EnsureLoaded")!.CreateDelegate<Action>()();
}
catch (AcnBackendException e)
{
    Console.WriteLine($"backend: {e.Message}");
    return;
}

var seen = new MLContext(seed: 1).Data.LoadFromEnumerable([new { Text = "packed and consumed" }]).Schema.Count;
using var sum = torch.ones(2, 3).sum();
Console.WriteLine($"consumed: {seen} column, torch {torch.__version__}, sum {sum.item<float>()}");
