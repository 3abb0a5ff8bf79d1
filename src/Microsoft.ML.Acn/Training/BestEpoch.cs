using Microsoft.ML.Acn.Persistence.Checkpoints;

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

    /// <summary>The best result so far, if there is one, and how long ago it was. Finite weights can have a loss that is not: of logits beyond the largest float.</summary>
    public IEnumerable<StatePart> State()
    {
        EvaluationResult? best = _best;
        return
        [
            StatePart.Count("judge.has_best", () => _best is null ? 0 : 1, has => best = has == 0 ? null : default(EvaluationResult), most: 1),
            StatePart.Of("judge.accuracy", () => _best?.Accuracy ?? 0, accuracy => best = best is { } one ? one with { Accuracy = accuracy } : null),
            StatePart.Of("judge.log_loss", () => _best?.LogLoss ?? 0, logLoss => _best = best is { } one ? one with { LogLoss = logLoss } : null, isAlwaysFinite: false),
            StatePart.Count("judge.epochs_since", () => _epochsSince, count => _epochsSince = (int)count, most: int.MaxValue),
        ];
    }

    private bool IsBetter(EvaluationResult result, EvaluationResult best)
    {
        bool isLossLower = result.LogLoss < best.LogLoss || double.IsNaN(best.LogLoss);
        return options.Metric == AcnStoppingMetric.Accuracy
            ? result.Accuracy > best.Accuracy || (result.Accuracy == best.Accuracy && isLossLower)
            : isLossLower;
    }
}
