using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>What training does to the state of the program around it.</summary>
[Collection(GlobalTorchState.Name)]
public class TrainingStateTests
{
    [Fact]
    public void The_global_random_state_and_the_thread_count_are_as_before()
    {
        int threads = get_num_threads();
        using Tensor before = random.get_rng_state();
        AcnTextOptions options = Short();
        options.Threads = threads + 1;
        var during = new List<int>();

        TrainingData.Train(options, progress: new ReportList(_ => during.Add(get_num_threads()))).Network.Dispose();

        Assert.All(during, count => Assert.Equal(threads + 1, count));
        Assert.Equal(threads, get_num_threads());
        using Tensor after = random.get_rng_state();
        Assert.Equal(before.data<byte>().ToArray(), after.data<byte>().ToArray());
    }

    [Fact]
    public void The_thread_count_comes_back_after_an_error_too()
    {
        int threads = get_num_threads();
        AcnTextOptions options = Short();
        options.Threads = threads + 1;

        Assert.Throws<NotSupportedException>(() => TrainingData.Train(options, progress: new ReportList(_ => throw new NotSupportedException())));

        Assert.Equal(threads, get_num_threads());
    }

    [Fact]
    public void A_model_outlives_the_dispose_scope_that_it_was_trained_in()
    {
        AcnModel model;
        using (NewDisposeScope())
            model = TrainingData.Train(Short());

        Assert.InRange(model.Evaluate(TrainingData.Separable()).Accuracy, 0, 1);
        model.Network.Dispose();
    }

    [Fact]
    public void A_trained_model_keeps_no_gradients()
    {
        using var network = TrainingData.Train(Short()).Network;

        Assert.All(network.Parameters(), weight => Assert.Null(weight.grad));
    }

    [Fact]
    public void The_gradient_mode_of_the_program_does_not_matter()
    {
        using var expected = TrainingData.Train(Short()).Network;
        using (no_grad())
        {
            using var actual = TrainingData.Train(Short()).Network;
            Assert.Equal(expected.Snapshot(), actual.Snapshot());
            Assert.False(is_grad_enabled());
        }
        using (inference_mode())
        {
            using var actual = TrainingData.Train(Short()).Network;
            Assert.Equal(expected.Snapshot(), actual.Snapshot());
        }
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void No_tensor_is_left_when_models_are_disposed_of()
    {
        static long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        AcnTextOptions options = Short();
        options.CompressionTolerance = 1;
        TrainingData.Train(options).Network.Dispose();
        long before = Live();

        for (int round = 0; round < 3; round++)
            TrainingData.Train(options).Network.Dispose();
        Assert.Equal(before, Live());

        Assert.Throws<NotSupportedException>(() => TrainingData.Train(options, progress: new ReportList(_ => throw new NotSupportedException())));
        Assert.Equal(before, Live());
    }

    [Fact]
    public void The_precision_probe_answers_the_same_for_the_whole_process()
    {
        ScalarType found = PrecisionProbe.Choose(AcnPrecision.Auto, CPU);

        Assert.Contains(found, new[] { ScalarType.Float32, ScalarType.BFloat16 });
        Assert.Equal(found, PrecisionProbe.Choose(AcnPrecision.Auto, CPU));
        Assert.Equal(ScalarType.Float32, PrecisionProbe.Choose(AcnPrecision.Float32, CPU));
        Assert.Equal(ScalarType.BFloat16, PrecisionProbe.Choose(AcnPrecision.BFloat16, CPU));
    }

    private static AcnTextOptions Short()
    {
        AcnTextOptions options = TrainingData.Options();
        options.Epochs = 2;
        return options;
    }
}
