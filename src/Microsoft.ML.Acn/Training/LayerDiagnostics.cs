using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>Measures the gradients and contributions of layers beside training: neither the optimizer's gradients nor a random source of the run are touched.</summary>
/// <param name="network">Read only. Its table, if it has one, must be up to date.</param>
/// <param name="plan">The numbers of the run.</param>
/// <param name="loss">The loss of a batch in a training pass.</param>
internal sealed class LayerDiagnostics(AcnNetwork network, TrainingPlan plan, Func<TrainingBatch, TrainingPass, Tensor> loss)
{
    // Any number will do, so long as both passes hide the same features.
    private const int DropoutSeed = 1;

    public LayerFigures Measure(TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        double[] contributions = Contributions(batch.Inputs);
        Tensor[][] weights = [.. Enumerable.Range(0, network.Config.Layers).Select(network.TrainedWeightsOfLayer)];
        if (weights.Length == 0)
            return new LayerFigures([], contributions[0]);
        Tensor[][] total = Gradients(batch, weights, plan.DirectGradientOnly);
        Tensor[][]? direct = network.Config.Connectivity == AcnConnectivity.Acn ? Gradients(batch, weights, detachesLayers: true) : null;
        return new LayerFigures([.. total.Select((gradient, i) => Figures(i + 1, gradient, direct?[i], contributions[i + 1]))], contributions[0]);
    }

    private static AcnLayerDiagnostics Figures(int depth, Tensor[] total, Tensor[]? direct, double contribution)
    {
        double norm = Norm(total);
        double? share = null;
        if (direct is not null)
        {
            double directNorm = Norm(direct);
            // The rest came through later layers. (g - d)
            double mediated = Norm([.. total.Zip(direct).Select(pair => pair.First.PlusInPlace(pair.Second, -1))]);
            share = directNorm == 0 ? 0 : directNorm / (directNorm + mediated);
        }
        return new AcnLayerDiagnostics { Depth = depth, GradientNorm = norm, DirectGradientShare = share, Contribution = contribution };
    }

    /// <summary>The gradient of the loss by each layer's weights, by layer and weight.</summary>
    private Tensor[][] Gradients(TrainingBatch batch, Tensor[][] weights, bool detachesLayers)
    {
        var pass = new TrainingPass(new RowDropout(plan.Dropout, new Random(DropoutSeed))) { DetachesLayers = detachesLayers };
        Tensor[] all = [.. weights.SelectMany(layer => layer)];
        var found = new Queue<Tensor>(all.Length == 0 ? [] : autograd.grad([loss(batch, pass)], all));
        return Array.ConvertAll(weights, layer => Array.ConvertAll(layer, _ => found.Dequeue()));
    }

    /// <summary>What x_0 is of what the head reads, and what each layer changes in it, in norms over the batch. (L + 1)</summary>
    private double[] Contributions(InputBatch batch)
    {
        using var _ = inference_mode();
        Tensor[] readOuts = [.. network.ReadOuts(batch)];
        double whole = Norm([readOuts[^1]]);
        return [.. readOuts.Select((readOut, depth) => Norm([depth == 0 ? readOut : readOut.clone().PlusInPlace(readOuts[depth - 1], -1)]) / Math.Max(whole, 1e-30))];
    }

    private static double Norm(IEnumerable<Tensor> parts) => Math.Sqrt(parts.Sum(part => (double)TensorMath.ToNumber((part * part).sum())));
}

/// <summary>What an epoch's end tells of the layers.</summary>
/// <param name="Layers">Layer by layer.</param>
/// <param name="EmbeddingContribution">|x_0| / |y|.</param>
internal sealed record LayerFigures(IReadOnlyList<AcnLayerDiagnostics> Layers, double EmbeddingContribution);
