using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Prediction engines, and models that are disposed of.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Fact]
    public void Engines_on_eight_threads_share_one_model()
    {
        List<FamilyRow> rows = Family.Rows(40, seed: 33);
        float[][] expected = [.. Family.PredictEach(Model, rows).Select(prediction => prediction.Score)];

        float[][][] found = new float[8][][];
        Threads.Run(8, thread => found[thread] = [.. Family.PredictEach(Model, rows).Select(prediction => prediction.Score)]);

        Assert.All(found, scores => Assert.Equal(expected, scores));
    }

    [Fact]
    public void Disposing_of_an_engine_disposes_of_the_model_in_its_chain()
    {
        AcnTransformer model = Model.Truncate(1);
        List<FamilyRow> rows = Family.Rows(40, seed: 33);
        IDataView data = Family.Load(_context, rows);
        ITransformer chain = _context.Transforms.CopyColumns("Copy", Family.Input).Fit(data).Append(model);
        IRowEngine engine = Family.Engine(chain, ownsModel: true);
        engine.Predict(rows[0]);

        engine.Dispose();

        Assert.Throws<ObjectDisposedException>(() => engine.Predict(rows[1]));
        Assert.Throws<ObjectDisposedException>(() => Scores(model.Transform(data)));
    }

    [Fact]
    public void An_engine_that_does_not_own_the_model_leaves_it_alone()
    {
        using AcnTransformer model = Model.Truncate(1);

        Family.Engine(model, ownsModel: false).Dispose();

        Assert.Equal(40, Family.PredictEach(model, Family.Rows(40)).Length);
    }

    [Fact]
    public void After_disposal_everything_that_needs_the_weights_says_so()
    {
        AcnTransformer model = Model.Truncate(1);
        IDataView data = Family.View(_context, Family.Rows(40, seed: 33));
        IDataView scored = model.Transform(data);
        using var stream = new MemoryStream();
        using var folder = new TemporaryFolder();

        model.Dispose();
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Scores(scored));
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
        List<FamilyRow> rows = Family.Rows(40, seed: 33);
        for (int round = 0; round < 8; round++)
        {
            AcnTransformer model = Model.Truncate(2);
            Threads.Run(4, thread =>
            {
                if (thread == 0)
                {
                    Thread.Sleep(round % 5);
                    model.Dispose();
                    return;
                }
                try
                {
                    while (true)
                        Family.PredictEach(model, rows);
                }
                catch (ObjectDisposedException)
                {
                    // What a user can expect, and the end of this thread's work.
                }
            });
        }
    }
}
