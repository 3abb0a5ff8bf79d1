using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Reads rows with labels that a trained model can be measured on.</summary>
internal static class LabelledRows
{
    /// <summary>The rows whose label is there and whose input can be read; labels are matched with the model's classes by value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no label column of key type.</exception>
    /// <exception cref="ArgumentException">A row has a label that the model was not trained with.</exception>
    /// <exception cref="InvalidOperationException">There are no such rows.</exception>
    public static TrainingRows Read(IHost host, AcnModel model, IDataView data)
    {
        new TrainingSchema(host, nameof(data), ColumnShapes.Of(data.Schema)).RequireLabel(model.Columns.Label);
        return new TrainingRowsReader
        {
            LabelColumnName = model.Columns.Label,
            InputColumnNames = model.Encoder.ColumnNames,
            CreateStore = model.Encoder.CreateStore,
            Bind = model.Encoder.Bind,
            CheckAlive = () => MlNetHost.ThrowIfCancelled(host),
            DataName = "data",
        }.Read(data, model.Labels);
    }
}
