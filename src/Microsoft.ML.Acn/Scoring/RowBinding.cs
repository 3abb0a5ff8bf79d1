using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>A model bound to the schema of its input: what it reads there, and the schema with the columns that it adds at the end.</summary>
internal sealed class ScoringBinding
{
    private readonly int[] _inputs;

    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public ScoringBinding(IExceptionContext context, ScoringEngine engine, AcnModel model, DataViewSchema input)
    {
        Engine = engine;
        Input = input;
        _inputs = [.. engine.Encoder.Columns.Select(column => SchemaErrors.Find(context, "inputSchema", input, column).Index)];

        var output = new DataViewSchema.Builder();
        output.AddColumns(input);
        DataViewSchema.DetachedColumn predicted = ScoreColumns.PredictedLabel(model.Columns.PredictedLabel, model.Labels, input);
        DataViewSchema.DetachedColumn score = ScoreColumns.Score(model.Columns.Score, model.Labels, input);
        output.AddColumn(predicted.Name, predicted.Type, predicted.Annotations);
        output.AddColumn(score.Name, score.Type, score.Annotations);
        if (model.Columns.ExitDepth is { } exitDepth)
            output.AddColumn(exitDepth, NumberDataViewType.Int32);
        Output = output.ToSchema();
    }

    public ScoringEngine Engine { get; }

    public DataViewSchema Input { get; }

    /// <summary>The input's columns at their places, then the predicted label, the score, and the exit depth if it is asked for.</summary>
    public DataViewSchema Output { get; }

    public int PredictedLabelIndex => Input.Count;

    public int ScoreIndex => Input.Count + 1;

    /// <summary>The columns that the network reads.</summary>
    public IEnumerable<DataViewSchema.Column> NetworkInputs => _inputs.Select(index => Input[index]);

    /// <summary>Which of the output's columns were asked for, by index.</summary>
    public bool[] ActiveOf(IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        bool[] active = new bool[Output.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if (column.Index >= Output.Count || column.Name != Output[column.Index].Name)
                throw new ArgumentException($"The column '{column.Name}' is of another schema.", nameof(columns));
            active[column.Index] = true;
        }
        return active;
    }

    public bool NeedsNetwork(bool[] active) => active.AsSpan(Input.Count).Contains(true);

    public IEnumerable<DataViewSchema.Column> PassedThrough(bool[] active) => Input.Where(column => active[column.Index]);
}
