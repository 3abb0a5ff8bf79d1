using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>The place of an <see cref="AcnFeaturesTransformer"/> in a pipeline. There is nothing to fit: the network is trained already.</summary>
public sealed class AcnFeaturesEstimator : IEstimator<AcnFeaturesTransformer>
{
    private readonly IHost _host;
    private readonly RowEngine _engine;
    private readonly string _column;
    private readonly int _depth;

    internal AcnFeaturesEstimator(IHostEnvironment environment, RowEngine engine, string column, int depth)
    {
        _host = environment.Register(nameof(AcnFeaturesEstimator));
        (_engine, _column, _depth) = (engine, column, depth);
    }

    /// <summary>Makes the transformer. The rows are not read.</summary>
    /// <param name="input">Data with the columns that the network reads.</param>
    /// <returns>The transformer, to be disposed of. It shares the weights of the model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed of.</exception>
    public AcnFeaturesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (InputColumn column in _engine.Encoder.Columns)
            SchemaErrors.Find(_host, nameof(input), input.Schema, column);
        return new AcnFeaturesTransformer(_host, _engine.Features(_depth, _column));
    }

    /// <summary>The columns of data with the features.</summary>
    /// <param name="inputSchema">What is known of the data's columns.</param>
    /// <returns>The same columns, and the features.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new TrainingSchema(_host, nameof(inputSchema), inputSchema).RequireInputs(_engine.Encoder.Columns);
        return ColumnShapes.WithVector(inputSchema, _column);
    }
}
