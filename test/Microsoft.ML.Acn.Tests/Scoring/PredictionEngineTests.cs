using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Scoring;

public class PredictionEngineTests
{
    private readonly MLContext _context = new(seed: 2);
    private readonly List<TextRow> _rows = TinyTexts.Rows(40, seed: 33);

    [Fact]
    public void Engines_on_eight_threads_share_one_model()
    {
        float[][] expected = [.. TinyModel.PredictEach(TinyModel.Shared, _rows).Select(prediction => prediction.Score)];

        float[][][] found = new float[8][][];
        RunOnThreads(8, thread => found[thread] = [.. TinyModel.PredictEach(TinyModel.Shared, _rows).Select(prediction => prediction.Score)]);

        Assert.All(found, scores => Assert.Equal(expected, scores));
    }

    [Fact]
    public void Disposing_of_an_engine_disposes_of_the_model_in_its_chain()
    {
        AcnTransformer model = TinyModel.Shared.Truncate(1);
        IDataView data = _context.Data.LoadFromEnumerable(_rows);
        ITransformer chain = _context.Transforms.CopyColumns("Copy", "Text").Fit(data).Append(model);
        PredictionEngine<TextRow, TextPrediction> engine = _context.Model.CreatePredictionEngine<TextRow, TextPrediction>(chain);
        engine.Predict(_rows[0]);

        engine.Dispose();

        Assert.Throws<ObjectDisposedException>(() => engine.Predict(_rows[1]));
        Assert.Throws<ObjectDisposedException>(() => TinyModel.Scores(model.Transform(data)));
    }

    [Fact]
    public void An_engine_that_does_not_own_the_model_leaves_it_alone()
    {
        using AcnTransformer model = TinyModel.Shared.Truncate(1);
        var options = new PredictionEngineOptions { OwnsTransformer = false };

        _context.Model.CreatePredictionEngine<TextRow, TextPrediction>(model, options).Dispose();

        Assert.Equal(_rows.Count, TinyModel.PredictEach(model, _rows).Length);
    }

    [Fact]
    public void After_disposal_everything_that_needs_the_weights_says_so()
    {
        AcnTransformer model = TinyModel.Shared.Truncate(1);
        IDataView data = TinyTexts.View(_context, _rows);
        IDataView scored = model.Transform(data);
        using var stream = new MemoryStream();
        using var folder = new TemporaryFolder();

        model.Dispose();
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => TinyModel.Scores(scored));
        Assert.Throws<ObjectDisposedException>(() => model.ProfileDepth(data));
        Assert.Throws<ObjectDisposedException>(() => model.Truncate(0));
        Assert.Throws<ObjectDisposedException>(() => model.Compress(data));
        Assert.Throws<ObjectDisposedException>(() => model.SaveWeights(folder.File("weights")));
        Assert.Throws<ObjectDisposedException>(() => _context.Model.Save(model, data.Schema, stream));
        Assert.Equal(1, model.Depth);
    }

    [Fact]
    public void Disposal_while_others_score_is_an_exception_and_never_a_crash()
    {
        for (int round = 0; round < 8; round++)
        {
            AcnTransformer model = TinyModel.Shared.Truncate(2);
            using var barrier = new Barrier(4);
            RunOnThreads(4, thread =>
            {
                barrier.SignalAndWait();
                if (thread == 0)
                {
                    Thread.Sleep(round % 5);
                    model.Dispose();
                    return;
                }
                try
                {
                    while (true)
                        TinyModel.PredictEach(model, _rows);
                }
                catch (ObjectDisposedException)
                {
                    // What a user can expect, and the end of this thread's work.
                }
            });
        }
    }

    private static void RunOnThreads(int count, Action<int> work)
    {
        var errors = new List<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                work(i);
            }
            catch (Exception e)
            {
                lock (errors)
                    errors.Add(e);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(errors);
    }
}
