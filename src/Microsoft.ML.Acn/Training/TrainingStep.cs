using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Training.Continual;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>What one optimizer step measured.</summary>
/// <param name="LossSum">Weighted sum of the row losses.</param>
/// <param name="WeightSum">Sum of the row weights.</param>
/// <param name="Right">Rows whose most probable class was right.</param>
/// <param name="GradientNorm">Norm of all gradients before clipping.</param>
internal readonly record struct StepResult(double LossSum, double WeightSum, int Right, double GradientNorm)
{
    /// <summary>Whether the loss and its gradient are finite numbers: if not, the step was not applied.</summary>
    public bool IsFinite => double.IsFinite(LossSum) && double.IsFinite(GradientNorm);
}

/// <summary>Forward, backward, clip, update: AdamW over the dense weights, <see cref="RowAdam"/> over the embedding table.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly AcnNetwork _network;
    private readonly TrainingPlan _plan;
    private readonly DenseAdam _dense;
    private readonly RowAdam? _rows;
    private readonly RowDropout _dropout;
    private readonly LayerDropout? _layerDropout;
    private readonly TrainingLoss _loss;
    private readonly IReadOnlyList<IStepRule> _rules;
    private readonly TrainedClasses? _classes;

    /// <param name="network">Trained in place.</param>
    /// <param name="plan">The numbers of the run.</param>
    /// <param name="random">Source of dropout.</param>
    /// <param name="rules">What else takes part in each step, in this order. Not owned.</param>
    /// <param name="anchor">What weight decay pulls weights to; null for zero. Not owned.</param>
    /// <param name="classes">The classes in the softmax; null for all.</param>
    public TrainingStep(AcnNetwork network, TrainingPlan plan, Random random, IReadOnlyList<IStepRule>? rules = null, AnchorWeights? anchor = null, TrainedClasses? classes = null)
    {
        _rules = rules ?? [];
        _classes = classes;
        _network = network;
        _plan = plan;
        _dropout = new RowDropout(plan.Dropout, random);
        _layerDropout = plan.LayerDropout > 0 ? new LayerDropout(plan.LayerDropout, network.Config.Layers, random) : null;
        _loss = new TrainingLoss(plan, network.Config.Layers);
        _dense = new DenseAdam(network.TrainedWeights().Select(weight => (weight.Weight, weight.IsOfHead ? 1 : plan.BodyRateFactor, anchor?[weight.Name])), plan.WeightDecay);
        if (!network.IsEmbeddingFrozen && network.Embedding.RowTable is { } table)
            _rows = new RowAdam(table, plan.WeightDecay, anchor?.Table);
    }

    public StepResult Run(TrainingBatch training, double learningRate)
    {
        InputBatch batch = training.Inputs;
        using var scope = NewDisposeScope();
        var pass = new TrainingPass(_dropout) { DetachesLayers = _plan.DirectGradientOnly, LayerDropout = _layerDropout };
        if (batch.Bags?.Touched is { } touched)
            _rows?.CatchUp(touched);
        (Tensor logits, Tensor target, Tensor loss) = Forward(training, pass);
        int rows = training.Weights.Length;
        _dense.ZeroGradients();
        loss.backward();

        double lossSum = TensorMath.ToNumber(loss) * rows;
        double norm = ClipAndUpdate(batch, pass, learningRate, double.IsFinite(lossSum));
        float right = TensorMath.ToNumber(logits.argmax(1).eq(target).sum());
        return new StepResult(lossSum, training.Weights.Sum(weight => (double)weight), (int)right, norm);
    }

    /// <summary>The loss of a batch, whose rows of the table are up to date.</summary>
    public Tensor Loss(TrainingBatch training, TrainingPass pass) => Forward(training, pass).Loss;

    private (Tensor Logits, Tensor Target, Tensor Loss) Forward(TrainingBatch training, TrainingPass pass)
    {
        Tensor[] depths = _loss.IsOfAllDepths ? _network.ForwardPrefixes(training.Inputs, pass) : [_network.Forward(training.Inputs, pass)];
        long[] labels = training.Labels;
        if (_classes is not null)
            (depths, labels) = (Array.ConvertAll(depths, _classes.Select), Array.ConvertAll(labels, _classes.PlaceOf));
        Tensor logits = depths[^1], target = tensor(labels, device: logits.device);
        int rows = training.Weights.Length;
        Tensor shares = tensor(Array.ConvertAll(training.Weights, weight => weight / rows), device: logits.device);
        return (logits, target, (_loss.OfRows(depths, target, training.Inputs.Mix) * shares).sum());
    }

    /// <summary>Scales all gradients together to the norm allowed, and applies them. Returns their norm.</summary>
    private double ClipAndUpdate(InputBatch batch, TrainingPass pass, double learningRate, bool isLossFinite)
    {
        RowGradients? rows = _rows is not null && pass.RowMeans?.grad is { } gradient ? _rows.Accumulate(batch.Bags!, gradient) : null;
        foreach (IStepRule rule in _rules)
            rule.BeforeUpdate(rows);
        double dense = _dense.GradientNorm();
        double norm = Math.Sqrt((dense * dense) + (rows?.SquaredNorm() ?? 0));
        // A bad gradient must not reach the weights, nor one of a loss beyond all numbers: the caller ends the run.
        if (!isLossFinite || !double.IsFinite(norm))
            return norm;
        double factor = norm > _plan.GradientClipNorm ? _plan.GradientClipNorm / norm : 1;
        _dense.Step(learningRate, factor);
        if (batch.Bags?.Touched is { } touched)
            _rows?.Step(touched, learningRate * _plan.BodyRateFactor, factor);
        foreach (IStepRule rule in _rules)
            rule.AfterUpdate(rows);
        return norm;
    }

    /// <summary>Brings the table up to date for reading.</summary>
    public void Settle() => _rows?.DecayAll();

    /// <summary>The state of both optimizers and of the rules.</summary>
    public IEnumerable<StatePart> State() => [.. _dense.State(), .. _rows?.State() ?? [], .. _rules.SelectMany(rule => rule.State())];

    public void Dispose()
    {
        _dense.Dispose();
        _rows?.Dispose();
    }
}
