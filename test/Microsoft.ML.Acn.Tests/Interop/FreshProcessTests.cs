using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Interop;

/// <summary>What every verb makes, saved, and used by a process in which nothing of the package has been touched.</summary>
public class FreshProcessTests
{
    private static readonly MLContext _context = new(seed: 3);

    // Each leaves the shared model as it was.
    private static readonly Dictionary<string, Func<AcnTransformer>> _verbs = new()
    {
        ["Compress"] = () => TinyModel.Shared.Compress(View()),
        ["warm start"] = () => Trainer().Fit(View(), TinyModel.Shared),
        ["from a pre-trained network"] = () =>
        {
            using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.Epochs = 1);
            return Trainer().Fit(View(), pretrained);
        },
        ["Continual"] = Continual,
        ["pruned weights"] = () => TinyModel.Shared.Prune(new AcnPruningOptions { Sparsity = 0.5, IncludeEmbedding = true }),
        ["pruned units"] = () => TinyModel.Shared.Prune(new AcnPruningOptions { Sparsity = 0.5, Target = AcnPruningTarget.HiddenUnits | AcnPruningTarget.Heads }),
    };

    public static TheoryData<string> Verbs { get; } = [.. _verbs.Keys];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_result_of_a_verb_scores_there_as_it_does_here(string verb)
    {
        using AcnTransformer model = _verbs[verb]();
        using var folder = new TemporaryFolder();
        TextRow[] rows = [.. TinyTexts.Rows(5, seed: 41)];
        _context.Model.Save(model, View().Schema, folder.File("model.zip"));

        float[][] found = FreshProcess.Scores(folder.File("model.zip"), rows.Select(row => row.Text));

        Assert.Equal(TinyModel.PredictEach(model, rows).Select(prediction => prediction.Score), found);
    }

    [Fact]
    public void A_pre_trained_network_is_trained_on_there_as_it_is_here()
    {
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.Epochs = 1);
        using var folder = new TemporaryFolder();
        _context.Model.Save(pretrained, TinyPretraining.Texts(_context, 1).Schema, folder.File("model.zip"));

        Assert.Equal(TrainedOnProcess.TrainOn(pretrained), TrainedOnProcess.TrainOn(folder.File("model.zip"), folder.File("next")));
    }

    [Fact]
    public void What_a_model_keeps_for_later_is_kept_and_used_there_as_it_is_here()
    {
        using AcnTransformer model = Continual(), without = Trainer().Fit(View());
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, View().Schema, folder.File("model.zip"));
        byte[] here = TrainedOnProcess.TrainOn(model);

        Assert.Equal(here, TrainedOnProcess.TrainOn(folder.File("model.zip"), folder.File("next")));
        Assert.NotEqual(here, TrainedOnProcess.TrainOn(without));
    }

    private static AcnTransformer Continual() => Trainer(AcnContinual.SynapticIntelligence()).Fit(View());

    private static AcnTrainer Trainer(AcnContinual? continual = null)
        => _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => (options.Epochs, options.Threads, options.Continual) = (1, 1, continual)));

    private static IDataView View() => TinyTexts.View(_context);
}
