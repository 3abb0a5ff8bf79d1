using System.Globalization;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>Reads labels, weights and inputs in one pass, however many rows there are, with a cursor over the needed columns only.</summary>
internal sealed class TrainingRowsReader
{
    private const int RowsBetweenChecks = 1_024;

    /// <summary>The label column, of key type.</summary>
    public required string LabelColumnName { get; init; }

    /// <summary>The column with the weights, of type float, or null if all rows count the same.</summary>
    public string? WeightColumnName { get; init; }

    /// <summary>The columns of the input.</summary>
    public required IEnumerable<string> InputColumnNames { get; init; }

    public required Func<RowStore> CreateStore { get; init; }

    /// <summary>Binds to a row; each call of the result appends its inputs to the store.</summary>
    public required Func<DataViewRow, RowStore, Action> Bind { get; init; }

    /// <summary>Throws when reading should stop.</summary>
    public required Action CheckAlive { get; init; }

    /// <summary>What the data is called in messages.</summary>
    public string DataName { get; init; } = "training data";

    /// <summary>Reads data whose label column says what the classes are.</summary>
    public TrainingRows Read(IDataView data) => Read(data, LabelClasses.Of(data.Schema[LabelColumnName]), null);

    /// <summary>Reads data whose labels are found, by their value, among classes that are already known.</summary>
    public TrainingRows Read(IDataView data, LabelValues classes)
    {
        LabelValues own = LabelClasses.Of(data.Schema[LabelColumnName], atLeastTwo: false);
        int[] mapped = classes.MapFrom(own);
        return Read(data, classes, key => mapped[key] >= 0 ? mapped[key] : throw new ArgumentException(
            $"The {DataName} has the label '{own.GetText(key)}' in column '{LabelColumnName}', which the model was not trained with."));
    }

    /// <summary>A sentence about rows without a label, or null if there are none.</summary>
    public string? WarningOf(TrainingRows read) => read.SkippedMissingLabel == 0 ? null : string.Create(CultureInfo.InvariantCulture,
        $"{read.SkippedMissingLabel:N0} of {read.SkippedMissingLabel + read.Count:N0} rows of the {DataName} have a missing label in column '{LabelColumnName}' and were skipped.");

    private TrainingRows Read(IDataView data, LabelValues classes, Func<int, int>? classOf)
    {
        DataViewSchema schema = data.Schema;
        using DataViewRowCursor cursor = data.GetRowCursor(NeededColumns(schema));
        Func<ulong> readKey = KeyReader.Of(cursor, schema[LabelColumnName]);
        ulong keys = ((KeyDataViewType)schema[LabelColumnName].Type).Count;
        Func<float>? readWeight = WeightColumnName is null ? null : WeightReader(cursor, schema[WeightColumnName]);
        RowStore store = CreateStore();
        Action append = Bind(cursor, store);

        var labels = new IntList();
        var places = new IntList();
        var weights = new List<float>();
        long rows = 0, skipped = 0;
        while (cursor.MoveNext())
        {
            if (rows++ % RowsBetweenChecks == 0)
                CheckAlive();
            ulong key = readKey();
            if (key == 0 || key > keys) // ML.NET takes keys beyond the count for missing ones
            {
                skipped++;
                continue;
            }
            if (readWeight is not null)
                weights.Add(Checked(readWeight(), rows));
            labels.Add(classOf is null ? (int)(key - 1) : classOf((int)(key - 1)));
            places.Add(checked((int)(rows - 1)));
            append();
        }
        CheckNotEmpty(rows, labels.Count);
        store.Complete();
        int[] kept = ReadableRows(store);
        return new TrainingRows
        {
            Store = store,
            Labels = Array.ConvertAll(kept, row => labels[row]),
            Weights = readWeight is null ? null : Array.ConvertAll(kept, row => weights[row]),
            Classes = classes,
            SkippedMissingLabel = skipped,
            Source = new RowSource(data, [.. InputColumnNames], Bind, Array.ConvertAll(kept, row => places[row])),
        };
    }

    private IEnumerable<DataViewSchema.Column> NeededColumns(DataViewSchema schema)
    {
        IEnumerable<string> names = InputColumnNames.Append(LabelColumnName);
        if (WeightColumnName is not null)
            names = names.Append(WeightColumnName);
        return names.Distinct().Select(name => schema[name]);
    }

    private static Func<float> WeightReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<float> getter = row.GetGetter<float>(column);
        float weight = 0;
        return () =>
        {
            getter(ref weight);
            return weight;
        };
    }

    private float Checked(float weight, long row)
    {
        if (float.IsFinite(weight) && weight >= 0)
            return weight;
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Row {row:N0} (counted from 1) of the {DataName} has the weight {weight} in column '{WeightColumnName}'; a weight is a finite number of at least 0."));
    }

    /// <summary>The rows that could be encoded; the store is left with no others.</summary>
    private int[] ReadableRows(RowStore store)
    {
        int[] readable = [.. Enumerable.Range(0, store.Count).Where(row => store.ProblemOf(row) is null)];
        if (readable.Length == 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"None of the {store.Count:N0} rows of the {DataName} could be read; the first is {store.ProblemOf(0)}."));
        }
        store.RemoveUnreadable();
        return readable;
    }

    private void CheckNotEmpty(long rows, int kept)
    {
        if (rows == 0)
            throw new InvalidOperationException($"The {DataName} has no rows.");
        if (kept == 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"All {rows:N0} rows of the {DataName} have a missing label in column '{LabelColumnName}'."));
        }
    }
}
