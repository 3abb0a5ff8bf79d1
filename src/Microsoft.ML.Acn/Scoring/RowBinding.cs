using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>An engine bound to data: which columns it reads, and which columns it adds at the end.</summary>
internal abstract class RowBinding
{
    private readonly int[] _inputs;

    /// <param name="context">Whose exceptions they are.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="input">The data's columns.</param>
    /// <param name="added">The columns that are added, in their order.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    protected RowBinding(IExceptionContext context, RowEngine engine, DataViewSchema input, IEnumerable<DataViewSchema.DetachedColumn> added)
    {
        Engine = engine;
        Input = input;
        _inputs = [.. engine.Encoder.Columns.Select(column => SchemaErrors.Find(context, "inputSchema", input, column).Index)];

        var output = new DataViewSchema.Builder();
        output.AddColumns(input);
        foreach (DataViewSchema.DetachedColumn column in added)
            output.AddColumn(column.Name, column.Type, column.Annotations);
        Output = output.ToSchema();
    }

    public RowEngine Engine { get; }

    public DataViewSchema Input { get; }

    /// <summary>The input's columns at their places, then the added ones.</summary>
    public DataViewSchema Output { get; }

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

    /// <summary>A getter of one of the added columns, of the type that the caller expects.</summary>
    /// <exception cref="InvalidOperationException">The column has another type.</exception>
    public ValueGetter<TValue> Getter<TValue>(int column, PresentScore score)
        => Getter(column - Input.Count, score) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{Output[column].Type.RawType}'.");

    /// <summary>A getter of one of the added columns.</summary>
    /// <param name="added">Its place among them.</param>
    /// <param name="score">What the network says of the present row.</param>
    protected abstract Delegate Getter(int added, PresentScore score);
}
