namespace Microsoft.ML.Acn.Training;

/// <summary>Compares epochs by the validation figure and says when it has stopped getting better.</summary>
internal sealed class BestEpoch(AcnEarlyStopping options)
{
    private EvaluationResult? _best;
    private int _epochsSince;

    /// <summary>Whether as many epochs as the patience allows have passed without a better one.</summary>
    public bool IsPatienceOver => options.Patience is { } patience && _epochsSince >= patience;

    /// <summary>Takes an epoch's result; true if it is the best so far.</summary>
    public bool Add(EvaluationResult result)
    {
        if (_best is { } best && !IsBetter(result, best))
        {
            _epochsSince++;
            return false;
        }
        (_best, _epochsSince) = (result, 0);
        return true;
    }

    private bool IsBetter(EvaluationResult result, EvaluationResult best)
    {
        bool isLossLower = result.LogLoss < best.LogLoss || double.IsNaN(best.LogLoss);
        return options.Metric == AcnStoppingMetric.Accuracy
            ? result.Accuracy > best.Accuracy || (result.Accuracy == best.Accuracy && isLossLower)
            : isLossLower;
    }
}
