using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

public class CachedBatchesTests
{
    [Fact]
    public void Batches_are_the_same_made_by_another_thread_for_another_device_or_by_the_own_for_a_CPU()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        InputEncoder encoder = TestNetworks.Encoder(network);
        (int aheadThread, List<TrainingBatch> ahead) = Made(encoder, META);
        (int ownThread, List<TrainingBatch> own) = Made(encoder, CPU);

        Assert.NotEqual(Environment.CurrentManagedThreadId, aheadThread);
        Assert.Equal(Environment.CurrentManagedThreadId, ownThread);
        Assert.Equal(8, own.Count);
        Assert.Equal(ahead.Select(Content), own.Select(Content));

        static string Content(TrainingBatch batch)
        {
            var text = (TextBatch)batch.Inputs;
            return string.Join(' ', [.. batch.Labels, .. text.Words, .. text.Lengths]);
        }
    }

    private static (int Thread, List<TrainingBatch> Batches) Made(InputEncoder encoder, Device device)
    {
        int thread = 0;
        var batches = new CachedBatches(encoder, TrainingData.Separable().Set(), [.. Enumerable.Range(0, 60)], 8, [1, 1, 1], random =>
        {
            thread = Environment.CurrentManagedThreadId;
            return new TextNoise(random, 0.3);
        })
        { Device = device };
        List<TrainingBatch> made = [.. batches.Epoch(new Random(5))];
        return (thread, made);
    }
}
