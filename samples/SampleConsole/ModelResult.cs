using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SampleConsole;

/// <summary>How good, fast and large a model is.</summary>
public sealed record ModelResult(string Name, MulticlassClassificationMetrics Metrics, TimeSpan? Training, double RowsPerSecond, double Megabytes)
{
    /// <summary>Measures a model on the test rows with ML.NET's evaluator, then how fast it scores them.</summary>
    public static ModelResult Measure(MLContext ml, string name, ITransformer model, TimeSpan? training, IDataView test)
    {
        IDataView scored = model.Transform(test);
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(scored);

        var clock = Stopwatch.StartNew();
        int rows = scored.GetColumn<uint>("PredictedLabel").Count();
        return new ModelResult(name, metrics, training, rows / clock.Elapsed.TotalSeconds, SavedMegabytes(ml, model, test.Schema));
    }

    private static double SavedMegabytes(MLContext ml, ITransformer model, DataViewSchema schema)
    {
        string path = Path.GetTempFileName();
        try
        {
            ml.Model.Save(model, schema, path);
            return new FileInfo(path).Length / 1e6;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
