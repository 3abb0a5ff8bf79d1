using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

public class TrainingLimitsTests
{
    [Fact]
    public void A_loss_that_is_no_number_ends_training_with_advice()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using (no_grad())
            network.Weights().Single(weight => weight.Name == "layers.1.mlp.up.weight").Tensor.fill_(float.NaN);
        AcnTextOptions options = TrainingData.Options();
        var batches = new CachedBatches(TestNetworks.Encoder(network), TrainingData.Separable().Set(), [.. Enumerable.Range(0, 60)], 8, [1, 1, 1], random => new TextNoise(random, 0))
        {
            // Batches are made by another thread, as for a GPU.
            Device = TorchSharp.torch.META,
        };
        var loop = new TrainingLoop(network, TrainingPlanner.Plan(options, 60), batches) { KeepBestWhenCancelled = true };

        var error = Assert.Throws<AcnTrainingDivergedException>(() => loop.Run(seed: 1));

        Assert.Contains("Training diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains("epoch 1, step 1", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(AcnOptions.LearningRate), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_are_clipped_together_to_the_norm_allowed()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.Epochs, options.GradientClipNorm) = (2, 1e-3);
        var clipped = new ReportList();
        AcnModel small = TrainingData.Train(options, progress: clipped);
        options.GradientClipNorm = double.PositiveInfinity;
        AcnModel large = TrainingData.Train(options);

        Assert.All(clipped.Reports, report => Assert.True(report.GradientNorm > 1e-3)); // reported as it was before clipping
        Assert.NotEqual(small.Network.Snapshot()["head.weight"], large.Network.Snapshot()["head.weight"]);
        small.Network.Dispose();
        large.Network.Dispose();
    }

    [Fact]
    public void Rows_of_weight_zero_teach_nothing()
    {
        // Every text appears with its right label and, without weight, with a wrong one.
        TrainingRows right = TrainingData.Separable();
        string[] texts = [.. Enumerable.Range(0, 60).Select(row => string.Join(' ', ((TextRowStore)right.Store).Row(row)))];
        TrainingRows mixed = TrainingData.Rows([.. right.Labels, .. right.Labels.Select(label => (label + 1) % 3)], [.. texts, .. texts], [.. Enumerable.Repeat(1f, 60), .. new float[60]]);

        AcnTextOptions options = TrainingData.Options();
        options.Epochs = 20;
        AcnModel model = TrainingData.Train(options, mixed, validation: right);

        Assert.Equal(1, model.Evaluate(right).Accuracy);
        model.Network.Dispose();
    }

    [Fact]
    public void Compression_needs_validation_rows()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.CompressionTolerance, options.ValidationFraction) = (0.01, 0);

        var error = Assert.Throws<InvalidOperationException>(() => TrainingData.Train(options));

        Assert.Contains(nameof(AcnOptions.CompressionTolerance), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(AcnOptions.ValidationFraction), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tolerance_of_everything_leaves_no_layer()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.CompressionTolerance, options.Epochs) = (1, 1);

        AcnModel model = TrainingData.Train(options);

        Assert.Equal(0, model.Network.Config.Layers);
        model.Network.Dispose();
    }
}
