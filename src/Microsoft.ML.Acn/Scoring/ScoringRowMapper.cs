using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Scores one live row at a time; a <c>PredictionEngine</c> works through it.</summary>
internal sealed class ScoringRowMapper(RowBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.Input;

    public DataViewSchema OutputSchema => binding.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        bool[] active = binding.ActiveOf(dependingColumns);
        IEnumerable<DataViewSchema.Column> passed = binding.PassedThrough(active);
        return [.. binding.NeedsNetwork(active) ? passed.UnionBy(binding.NetworkInputs, column => column.Index) : passed];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != binding.Input)
            throw new ArgumentException("The row is of another schema than the one that this mapper was made for.", nameof(input));
        return new ScoredRow(binding, input, binding.ActiveOf(activeColumns));
    }
}
