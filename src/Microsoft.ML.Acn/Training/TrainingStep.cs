using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>What one optimizer step measured.</summary>
/// <param name="LossSum">Weighted sum of the row losses.</param>
/// <param name="WeightSum">Sum of the row weights.</param>
/// <param name="Right">Rows whose most probable class was right.</param>
/// <param name="GradientNorm">Norm of all gradients before clipping.</param>
internal readonly record struct StepResult(double LossSum, double WeightSum, int Right, double GradientNorm);

/// <summary>Forward, backward, clip, update: AdamW over the dense weights, <see cref="RowAdam"/> over the embedding table.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly AcnNetwork _network;
    private readonly TrainingPlan _plan;
    private readonly Parameter[] _dense;
    private readonly optim.Optimizer _optimizer;
    private readonly RowAdam? _rows;
    private readonly RowDropout _dropout;

    public TrainingStep(AcnNetwork network, TrainingPlan plan, Generator generator)
    {
        _network = network;
        _plan = plan;
        _dropout = new RowDropout(plan.Dropout, generator);
        _dense = [.. network.parameters().Where(weight => weight.requires_grad)];
        // Matrices and tables decay; norms, biases and the attention's scalars per head do not.
        Parameter[] decayed = [.. _dense.Where(IsDecayed)], others = [.. _dense.Where(weight => !IsDecayed(weight))];
        _optimizer = optim.AdamW(
            [new AdamW.ParamGroup(decayed, plan.LearningRate, weight_decay: plan.WeightDecay), new AdamW.ParamGroup(others, plan.LearningRate, weight_decay: 0)],
            plan.LearningRate);
        if (network.Embedding.RowTable is { } table)
            _rows = new RowAdam(table, plan.WeightDecay);
    }

    public StepResult Run(InputBatch batch, long[] labels, float[] weights, double learningRate)
    {
        using var scope = NewDisposeScope();
        var pass = new TrainingPass(_dropout);
        if (batch.Bags?.Touched is { } touched)
            _rows!.CatchUp(touched);
        Tensor logits = _network.Forward(batch, pass);
        Tensor target = tensor(labels, device: logits.device);
        Tensor rowWeights = tensor(weights, device: logits.device);
        Tensor losses = nn.functional.cross_entropy(logits, target, reduction: nn.Reduction.None, label_smoothing: _plan.LabelSmoothing);
        Tensor lossSum = (losses * rowWeights).sum();
        double weightSum = weights.Sum(weight => (double)weight);
        _optimizer.zero_grad();
        (lossSum / Math.Max(weightSum, 1e-12)).backward();

        double norm = ClipAndUpdate(batch, pass, learningRate);
        int right = (int)logits.argmax(1).eq(target).sum().ToInt64();
        return new StepResult(lossSum.ToSingle(), weightSum, right, norm);
    }

    /// <summary>Scales all gradients together to the norm allowed, and applies them. Returns their norm.</summary>
    private double ClipAndUpdate(InputBatch batch, TrainingPass pass, double learningRate)
    {
        double dense = nn.utils.clip_grad_norm_(_dense, double.PositiveInfinity);
        double rows = pass.RowMeans?.grad is { } gradient ? _rows!.Accumulate(batch.Bags!, gradient) : 0;
        double norm = Math.Sqrt((dense * dense) + rows);
        double factor = norm > _plan.GradientClipNorm ? _plan.GradientClipNorm / norm : 1;
        if (factor < 1)
            nn.utils.clip_grad_norm_(_dense, factor * dense);
        foreach (optim.ILearningRateController group in _optimizer.ParamGroups)
            group.LearningRate = learningRate;
        _optimizer.step();
        if (batch.Bags?.Touched is { } touched)
            _rows!.Step(touched, learningRate, factor);
        return norm;
    }

    /// <summary>Brings the table up to date for reading.</summary>
    public void Settle() => _rows?.DecayAll();

    public void Dispose()
    {
        _optimizer.Dispose();
        _rows?.Dispose();
    }

    private static bool IsDecayed(Parameter weight) => weight.dim() == 2;
}
