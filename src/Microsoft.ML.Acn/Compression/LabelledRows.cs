using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Reads rows with labels for a model that is trained: its input columns, and labels that are matched with its classes by value.</summary>
/// <param name="host">Whose exceptions they are.</param>
/// <param name="model">The model.</param>
/// <param name="parameter">The parameter that the data came in, for exceptions.</param>
internal sealed class LabelledRows(IHost host, AcnModel model, string parameter)
{
    public Func<RowStore> CreateStore { get; init; } = model.Encoder.CreateStore;

    /// <summary>The column with the weights, or null if all rows count the same.</summary>
    public string? WeightColumnName { get; init; }

    /// <summary>Throws when reading should stop.</summary>
    public Action CheckAlive { get; init; } = () => MlNetHost.ThrowIfCancelled(host);

    /// <summary>What the data is called in messages.</summary>
    public string DataName { get; init; } = "data";

    /// <summary>Takes sentences that the user should read.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="ArgumentException">A row has a label that the model was not trained with.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label.</exception>
    public TrainingRows Read(IDataView data)
    {
        foreach (InputColumn column in model.Encoder.Columns)
            SchemaErrors.Find(host, parameter, data.Schema, column);
        var schema = new TrainingSchema(host, parameter, ColumnShapes.Of(data.Schema));
        schema.RequireLabel(model.Columns.Label);
        schema.RequireWeight(WeightColumnName);
        var reader = new TrainingRowsReader
        {
            LabelColumnName = model.Columns.Label,
            WeightColumnName = WeightColumnName,
            InputColumnNames = model.Encoder.ColumnNames,
            CreateStore = CreateStore,
            Bind = model.Encoder.Bind,
            CheckAlive = CheckAlive,
            DataName = DataName,
        };
        TrainingRows rows = reader.Read(data, model.Labels);
        if (reader.WarningOf(rows) is { } warning)
            Warn(warning);
        return rows;
    }
}
