using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>Several threads in one process: fits at once, cursors at once, and a disposal while cursors are read.</summary>
[Collection(GlobalTorchState.Name)]
public sealed class ConcurrencyTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Fits_at_once_give_the_models_that_they_give_alone()
    {
        byte[][] alone = [.. Enumerable.Range(1, 4).Select(seed => SeedTraining.TextModel(seed))];
        Assert.Equal(4, alone.DistinctBy(Convert.ToBase64String).Count());

        byte[][] together = new byte[alone.Length][];
        Threads.Run(alone.Length, i => together[i] = SeedTraining.TextModel(seed: i + 1));

        Assert.Equal(alone, together);
    }

    [Fact]
    public void Fits_at_once_leave_random_state_threads_and_gradient_mode_of_every_thread_as_they_were()
    {
        using torch.Tensor before = torch.random.get_rng_state();
        // This thread may have another count than those to come: an earlier test may have run on it.
        int here = torch.get_num_threads(), count = Threads.OnNew(torch.get_num_threads);
        int[] found = new int[4], left = new int[4];
        using var counted = new Barrier(left.Length);

        Threads.Run(left.Length, i =>
        {
            // Half of the threads have computed before, the others begin with their fit. The last to begin is not the last to end.
            found[i] = i % 2 == 0 ? torch.get_num_threads() : count;
            counted.SignalAndWait();
            SeedTraining.TextModel(seed: i, threads: i + 1, rows: i == 0 ? 300 : 60);
            left[i] = torch.get_num_threads();
            Assert.True(torch.is_grad_enabled());
            Assert.False(torch.is_inference_mode_enabled());
        });

        using torch.Tensor after = torch.random.get_rng_state();
        Assert.Equal(before.data<byte>().ToArray(), after.data<byte>().ToArray());
        Assert.Equal(here, torch.get_num_threads());
        Assert.All(found, one => Assert.Equal(count, one));
        Assert.All(left, one => Assert.Equal(count, one));
        Assert.Equal(count, Threads.OnNew(torch.get_num_threads));
    }

    [Fact]
    public void Cursors_that_are_open_at_once_give_each_row_its_own_scores()
    {
        IDataView scored = TinyModel.Shared.Transform(TinyTexts.View(_context, TinyTexts.Rows(600, seed: 3)));
        float[][] expected = TinyModel.Scores(scored);

        float[][][] found = new float[6][][];
        Threads.Run(found.Length, i => found[i] = TinyModel.Scores(scored));
        Assert.All(found, scores => Assert.Equal(expected, scores));

        // In turns on one thread, too.
        using IEnumerator<float[]> first = scored.GetColumn<float[]>("Score").GetEnumerator(), second = scored.GetColumn<float[]>("Score").GetEnumerator();
        foreach (float[] row in expected)
        {
            Assert.True(first.MoveNext() && second.MoveNext());
            Assert.Equal(row, first.Current);
            Assert.Equal(row, second.Current);
        }
    }

    [Fact]
    public void A_disposal_while_cursors_are_read_ends_them_and_gives_no_wrong_row()
    {
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(600, seed: 3));
        float[][] expected = TinyModel.Scores(TinyModel.Shared.Transform(data));
        for (int round = 0; round < 6; round++)
        {
            AcnTransformer model = TinyModel.Shared.Truncate(TinyModel.Shared.Depth);
            IDataView scored = model.Transform(data);
            int disposer = 3, ended = 0;
            Threads.Run(disposer + 1, i =>
            {
                if (i == disposer)
                {
                    Thread.Sleep(3 * round);
                    model.Dispose();
                    return;
                }
                try
                {
                    while (true)
                    {
                        foreach ((int row, float[] scores) in scored.GetColumn<float[]>("Score").Index())
                            Assert.Equal(expected[row], scores);
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref ended);
                }
            });
            Assert.Equal(disposer, ended);
        }
    }
}
