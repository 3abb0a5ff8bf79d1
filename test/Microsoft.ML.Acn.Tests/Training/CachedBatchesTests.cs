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
    public void Batches_are_the_same_whichever_thread_makes_them()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        InputEncoder encoder = TestNetworks.Encoder(network);
        (int aheadThread, List<TrainingBatch> ahead) = Made(encoder, makesAhead: true);
        (int ownThread, List<TrainingBatch> own) = Made(encoder, makesAhead: false);

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

    [Fact]
    public void Texts_on_a_CPU_are_not_worth_another_thread()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        InputEncoder encoder = TestNetworks.Encoder(network);

        Assert.False(CachedBatches.ShouldMakeAhead(encoder, CPU));
        Assert.True(CachedBatches.ShouldMakeAhead(encoder, META));
    }

    private static (int Thread, List<TrainingBatch> Batches) Made(InputEncoder encoder, bool makesAhead)
    {
        int thread = 0;
        var batches = new CachedBatches(encoder, TrainingData.Separable().Set(), [.. Enumerable.Range(0, 60)], 8, [1, 1, 1], random =>
        {
            thread = Environment.CurrentManagedThreadId;
            return new TextNoise(random, 0.3);
        })
        { MakesAhead = makesAhead };
        List<TrainingBatch> made = [.. batches.Epoch(new Random(5))];
        return (thread, made);
    }
}
