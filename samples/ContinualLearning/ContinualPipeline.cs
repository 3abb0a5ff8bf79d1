using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Data;

namespace ContinualLearning;

/// <summary>The machine learning of this sample, to be copied. Data have the columns <c>Label</c> and <c>Text</c>, both text.</summary>
internal static class ContinualPipeline
{
    /// <summary>Trains a network, or trains one on that has learned other classes before. Dispose of both when you are done.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="rows">Rows of the classes to be learned now.</param>
    /// <param name="options">With <see cref="AcnOptions.Continual"/>: the same in every month.</param>
    /// <param name="initial">The network of the month before, or null.</param>
    public static AcnTransformer Train(MLContext ml, IReadOnlyList<LabelledText> rows, AcnTextOptions options, AcnTransformer? initial)
    {
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        // Classes are matched by their names: each month may number its own.
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        AcnTrainer trainer = ml.MulticlassClassification.Trainers.Acn(options);
        return initial is null ? trainer.Fit(keyed) : trainer.Fit(keyed, initial);
    }

    /// <summary>The share of rows whose class is the most probable one, of all classes or of some.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="network">The network.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="among">The classes that come into question; null for all that the network knows.</param>
    public static double Accuracy(MLContext ml, AcnTransformer network, IReadOnlyList<LabelledText> rows, IReadOnlyList<string>? among = null)
    {
        IDataView scored = network.Transform(ml.Data.LoadFromEnumerable(rows));
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        string[] classes = [.. names.DenseValues().Select(name => name.ToString())];
        int[] slots = [.. Enumerable.Range(0, classes.Length).Where(slot => among is null || among.Contains(classes[slot]))];
        return scored.GetColumn<float[]>("Score").Zip(rows, (scores, row) => classes[slots.MaxBy(slot => scores[slot])] == row.Label ? 1.0 : 0).Average();
    }
}
