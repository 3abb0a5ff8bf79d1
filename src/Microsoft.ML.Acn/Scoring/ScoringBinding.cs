using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Adds the predicted label, the score, and the exit depth if it is asked for.</summary>
internal sealed class ScoringBinding : RowBinding
{
    private const int PredictedLabel = 0;
    private const int Score = 1;

    /// <inheritdoc/>
    public ScoringBinding(IExceptionContext context, ScoringEngine engine, DataViewSchema input)
        : base(context, engine, input, Added(engine.Model, input))
    {
    }

    public int ScoreIndex => Input.Count + Score;

    /// <inheritdoc/>
    protected override Delegate Getter(int added, PresentScore score) => added switch
    {
        PredictedLabel => RowGetters.MostProbable(score),
        Score => RowGetters.Numbers(score),
        _ => RowGetters.ExitDepth(score),
    };

    private static IEnumerable<DataViewSchema.DetachedColumn> Added(AcnModel model, DataViewSchema input)
    {
        yield return ScoreColumns.PredictedLabel(model.Columns.PredictedLabel, model.Labels, input);
        yield return ScoreColumns.Score(model.Columns.Score, model.Labels, input);
        if (model.Columns.ExitDepth is { } exitDepth)
            yield return new DataViewSchema.DetachedColumn(exitDepth, NumberDataViewType.Int32);
    }
}
