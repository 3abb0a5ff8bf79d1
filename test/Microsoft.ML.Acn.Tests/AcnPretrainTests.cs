using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Pre-training as a user meets it.</summary>
public class AcnPretrainTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_pre_trained_network_has_no_head_that_a_warm_start_could_keep()
    {
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.Epochs = 1);
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.WarmStart = new AcnWarmStartOptions { KeepInitialUnlessImproved = true }));

        Assert.Contains(
            "it is pre-trained and has no head that WarmStart.KeepInitialUnlessImproved could keep",
            Assert.Throws<ArgumentException>(() => trainer.Fit(TinyTexts.View(_context), pretrained)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Masked_words_are_guessed_better_than_by_chance_and_the_result_says_how_well()
    {
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.Epochs = 8, rows: 400);

        Assert.Equal(3, pretrained.Profile.Depths.Count);
        Assert.Equal([0, 1, 2], pretrained.Profile.Depths.Select(depth => depth.Depth));
        Assert.InRange(pretrained.Profile.Tokens, 50, 200);
        AcnPretrainingResult all = pretrained.Profile.Depths[^1];
        // 40 words, equally likely but for their kind: knowing nothing gives a perplexity of 40.
        Assert.InRange(all.Perplexity, 5, 36);
        Assert.Equal(Math.Exp(all.CrossEntropy), all.Perplexity, 1e-9);
        Assert.Matches(@"^Pre-trained Acn network of 2 layers x 32, 40 words to guess, \d+ masked tokens measured\ndepth  masked accuracy  perplexity\n    0 .*%  .*\n    1 .*\n    2 ", pretrained.ToString());
    }

    [Fact]
    public void It_adds_features_that_are_those_of_the_full_depth()
    {
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context);
        IDataView texts = TinyPretraining.Texts(_context, 20);

        float[][] own = TinyPretraining.Features(pretrained, texts);
        using AcnFeaturesTransformer same = _context.Transforms.AcnFeatures(pretrained, "Numbers").Fit(texts), embedding = _context.Transforms.AcnFeatures(pretrained, "Numbers", 0).Fit(texts);

        Assert.Equal(32, pretrained.Width);
        Assert.All(own, row => Assert.Equal(32, row.Length));
        Assert.Equal(own, TinyPretraining.Features(same, texts, "Numbers"));
        Assert.NotEqual(own, TinyPretraining.Features(embedding, texts, "Numbers"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.AcnFeatures(pretrained, "Numbers", 3));
    }

    [Fact]
    public void Saved_and_loaded_it_is_the_same_and_can_go_on()
    {
        using var folder = new TemporaryFolder();
        IDataView texts = TinyPretraining.Texts(_context, 60);
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.OutputColumnName = "Numbers");

        _context.Model.SaveAtomically(pretrained, texts.Schema, folder.File("model.zip"));
        pretrained.SaveWeights(folder.File("weights"));
        using var zipped = (AcnPretrainedTransformer)_context.Model.Load(folder.File("model.zip"), out _);
        using AcnPretrainedTransformer plain = AcnPretrainedTransformer.LoadWeights(_context, folder.File("weights"));

        float[][] expected = TinyPretraining.Features(pretrained, texts, "Numbers");
        Assert.Equal(expected, TinyPretraining.Features(zipped, texts, "Numbers"));
        Assert.Equal(expected, TinyPretraining.Features(plain, texts, "Numbers"));
        Assert.Equal(pretrained.ToString(), plain.ToString());
        using AcnPretrainedTransformer next = _context.Transforms.Text.AcnPretrain(TinyPretraining.Options(options => (options.Layers, options.Epochs, options.LearningRate) = (5, 1, 1e-7))).Fit(TinyPretraining.Texts(_context), plain);
        Assert.Equal(2, next.Depth);
        // Steps of next to no length: it is where it was, the matrix of words included.
        Assert.Equal(pretrained.Profile.Depths[^1].CrossEntropy, next.Profile.Depths[^1].CrossEntropy, 1e-3);
    }

    [Fact]
    public void It_is_no_classifier_and_a_classifier_is_none()
    {
        using var folder = new TemporaryFolder();
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.Epochs = 1);
        using AcnTransformer classifier = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.Epochs = 1)).Fit(TinyTexts.View(_context), pretrained);
        pretrained.SaveWeights(folder.File("pretrained"));
        classifier.SaveWeights(folder.File("classifier"));

        Assert.Contains("it is a pre-trained network, and no classifier", Assert.Throws<FormatException>(() => AcnTransformer.LoadWeights(_context, folder.File("pretrained"))).Message, StringComparison.Ordinal);
        Assert.Contains("it is a classifier, and no pre-trained network", Assert.Throws<FormatException>(() => AcnPretrainedTransformer.LoadWeights(_context, folder.File("classifier"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_network()
    {
        IDataView texts = TinyPretraining.Texts(_context, 20);
        using AcnPretrainedTransformer first = TinyPretraining.Fit(_context), again = TinyPretraining.Fit(new MLContext(), null), other = TinyPretraining.Fit(_context, options => options.Seed = 2);

        Assert.Equal(TinyPretraining.Features(first, texts), TinyPretraining.Features(again, texts));
        Assert.NotEqual(TinyPretraining.Features(first, texts), TinyPretraining.Features(other, texts));
    }

    [Fact]
    public void Fit_begins_with_it_and_keeps_its_shape_and_what_is_frozen()
    {
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context);
        AcnTextOptions options = TinyTexts.Options(options => (options.Layers, options.Epochs, options.WarmStart) = (5, 20, new AcnWarmStartOptions { FreezeEmbedding = true, FrozenLayers = 2 }));
        IDataView data = TinyTexts.View(_context);

        using AcnTransformer tuned = _context.MulticlassClassification.Trainers.Acn(options).Fit(data, data, pretrained);
        using AcnFeaturesTransformer features = _context.Transforms.AcnFeatures(tuned).Fit(data);

        Assert.Equal(2, tuned.Depth);
        Assert.Equal(TinyPretraining.Features(pretrained, data), TinyPretraining.Features(features, data));
        Assert.True(_context.MulticlassClassification.Evaluate(tuned.Transform(data)).MicroAccuracy > 0.5);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_message()
    {
        using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => options.Epochs = 1);
        AcnTextOptions options = TinyTexts.Options(options => (options.FeatureColumnName, options.WarmStart) = ("Topic", new AcnWarmStartOptions { FrozenLayers = 3 }));

        string message = Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.Acn(options).Fit(TinyTexts.View(_context), pretrained)).Message;

        Assert.Contains("it reads 'Text', and the trainer 'Topic'; it has 2 layers, and WarmStart.FrozenLayers is 3", message, StringComparison.Ordinal);
        Assert.Contains(
            "it is a model of AcnTextOptions, and the trainer has AcnVectorOptions",
            Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.Acn(new AcnVectorOptions()).Fit(TinyVectors.View(_context), pretrained)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pretrained_start_beats_a_cold_one_where_labels_are_few()
    {
        // Words of a topic stand together: that can be learned without labels, and 2 rows of each class do not show all of them.
        List<TextRow> rows = TinyTexts.Rows(9, seed: 3), test = TinyTexts.Rows(300, seed: 5);
        double cold = 0, warm = 0;
        foreach (int seed in new[] { 1, 2, 3 })
        {
            using AcnPretrainedTransformer pretrained = TinyPretraining.Fit(_context, options => (options.Epochs, options.Seed, options.SubwordBuckets, options.BigramBuckets) = (20, seed, 0, 0), rows: 1_000);
            AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => (options.Epochs, options.Seed, options.SubwordBuckets, options.BigramBuckets) = (20, seed, 0, 0)));
            cold += Accuracy(trainer.Fit(TinyTexts.View(_context, rows)), test);
            warm += Accuracy(trainer.Fit(TinyTexts.View(_context, rows), pretrained), test);
        }
        Assert.True(warm > cold + 0.15, $"{warm / 3:P1} against {cold / 3:P1}");
    }

    [Fact]
    public void Cancelled_it_throws_or_keeps_what_there_is()
    {
        using var cancel = new CancellationTokenSource();
        var stop = new Training.ReportList(report => cancel.Cancel());

        Assert.Throws<OperationCanceledException>(() => TinyPretraining.Fit(_context, options => (options.Progress, options.CancellationToken) = (stop, cancel.Token)));
        using var later = new CancellationTokenSource();
        var keep = new Training.ReportList(report => later.Cancel());
        using AcnPretrainedTransformer kept = TinyPretraining.Fit(_context, options =>
            (options.Epochs, options.Progress, options.CancellationToken, options.OnCancellation) = (50, keep, later.Token, AcnCancellationBehavior.KeepBest));
        Assert.True(keep.Ends.Count() < 50);
        Assert.NotEmpty(TinyPretraining.Features(kept, TinyPretraining.Texts(_context, 3)));
    }

    [Fact]
    public void Progress_tells_of_masked_words()
    {
        var reports = new Training.ReportList();
        TinyPretraining.Fit(_context, options => options.Progress = reports).Dispose();

        Assert.Equal(3, reports.Ends.Count());
        AcnTrainingProgress last = reports.Ends.Last();
        Assert.Equal(160, last.Rows);
        Assert.Equal(3, last.DepthAccuracies!.Count);
        Assert.InRange(last.Accuracy, 0.01, 0.9);
    }

    [Fact]
    public void Bad_options_are_reported_together()
    {
        AcnPretrainOptions options = TinyPretraining.Options(options => (options.MaskedShare, options.FrequentWordThreshold, options.MaxTargetWords, options.OutputColumnName, options.InputColumnName, options.Layers) = (0, 1.5, 1, "", "", 65));

        string message = Assert.Throws<ArgumentException>(() => _context.Transforms.Text.AcnPretrain(options)).Message;

        Assert.StartsWith("6 ACN options are out of range: ", message, StringComparison.Ordinal);
        foreach (string name in new[] { "MaskedShare is 0", "FrequentWordThreshold is 1.5", "MaxTargetWords is 1", "OutputColumnName is \"\"", "InputColumnName is \"\"", "Layers is 65" })
            Assert.Contains(name, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_without_rows_words_or_the_column_are_refused()
    {
        AcnPretrainEstimator estimator = _context.Transforms.Text.AcnPretrain("Features", "Text");

        Assert.Contains("The training data has no rows", Assert.Throws<InvalidOperationException>(() => estimator.Fit(TinyPretraining.Texts(_context, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("There are no words to guess", Assert.Throws<InvalidOperationException>(() => estimator.Fit(TinyPretraining.Texts(_context, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("'Text'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(TinyVectors.View(_context))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_pipeline_it_feeds_a_linear_trainer()
    {
        var pipeline = _context.Transforms.Text.AcnPretrain(TinyPretraining.Options()).AppendCacheCheckpoint(_context).Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        IDataView data = TinyTexts.View(_context);

        Assert.True(_context.MulticlassClassification.Evaluate(pipeline.Fit(data).Transform(data)).MicroAccuracy > 0.6);
        Assert.Contains(_context.Transforms.Text.AcnPretrain("Numbers", "Text").GetOutputSchema(ColumnShapes.Of(data.Schema)), column => column.Name == "Numbers");
    }

    private double Accuracy(AcnTransformer model, List<TextRow> rows)
    {
        using (model)
            return _context.MulticlassClassification.Evaluate(model.Transform(TinyTexts.View(_context, TinyTexts.Rows(3).Concat(rows)))).MicroAccuracy;
    }
}
