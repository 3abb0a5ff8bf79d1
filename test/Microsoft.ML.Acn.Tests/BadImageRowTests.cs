using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Rows whose image cannot be read, from Fit to the prediction.</summary>
public class BadImageRowTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly List<string> _warnings = [];

    public BadImageRowTests() => _context.Log += (_, entry) =>
    {
        if (entry.Kind == ChannelMessageKind.Warning)
            _warnings.Add(entry.Message);
    };

    [Fact]
    public void They_are_left_out_of_training_with_their_labels_and_weights()
    {
        List<FileRow> good = TinyImages.Rows();
        for (int i = 0; i < good.Count; i++)
            good[i].Weight = 1 + (i % 5);
        List<FileRow> mixed = [.. good];
        // Wrong labels and great weights: whoever took them for those of the next row would learn something else.
        mixed.Insert(60, new FileRow { Kind = "lamp", Image = [1, 2, 3], Weight = 90 });
        mixed.Insert(10, new FileRow { Kind = "hole", Image = null, Weight = 90 });
        static void Weighted(AcnImageOptions options) => options.ExampleWeightColumnName = "Weight";

        using AcnTransformer expected = TinyImages.Train(_context, good, Weighted);
        Assert.Empty(_warnings);
        using AcnTransformer actual = TinyImages.Train(_context, mixed, Weighted);

        IDataView test = TinyImages.View(_context, TinyImages.Rows(20, seed: 9));
        Assert.Equal(TinyModel.Scores(expected.Transform(test)), TinyModel.Scores(actual.Transform(test)));
        Assert.EndsWith("2 of 82 images could not be read and were left out; the first is row 11: it has no bytes.", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void They_have_no_score_and_no_predicted_label()
    {
        List<FileRow> good = TinyImages.Rows(100, seed: 9);
        List<FileRow> mixed = [.. good.SelectMany((row, i) => i % 10 == 5 ? new[] { new FileRow { Kind = row.Kind, Image = i % 20 == 5 ? null : [7] }, row } : [row])];
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows());

        IDataView scored = model.Transform(TinyImages.View(_context, mixed));
        float[][] scores = TinyModel.Scores(scored);
        uint[] labels = TinyImages.PredictedLabels(scored);

        bool[] isBad = [.. mixed.Select(row => row.Image is null or { Length: 1 })];
        Assert.Equal(10, isBad.Count(bad => bad));
        Assert.All(Enumerable.Range(0, mixed.Count), row => Assert.Equal(isBad[row], scores[row].All(float.IsNaN)));
        Assert.All(Enumerable.Range(0, mixed.Count), row => Assert.Equal(isBad[row], labels[row] == 0));
        float[][] expected = TinyModel.Scores(model.Transform(TinyImages.View(_context, good)));
        float[][] others = [.. scores.Where((_, row) => !isBad[row])];
        Assert.All(others.Zip(expected), pair => Assert.All(pair.First.Zip(pair.Second), both => Assert.Equal(both.First, both.Second, 1e-5f)));
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored);
        Assert.InRange(metrics.MicroAccuracy, 0.9, 1);
    }

    [Fact]
    public void They_have_no_features()
    {
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows());
        List<FileRow> rows = TinyImages.Rows(4, seed: 9);
        rows[2].Image = [1];
        IDataView data = TinyImages.View(_context, rows);
        using AcnFeaturesTransformer features = _context.Transforms.AcnFeatures(model).Fit(data);

        float[][] found = TinyModel.Scores(features.Transform(data), "Features");

        Assert.Equal([false, false, true, false], found.Select(row => row.All(float.IsNaN)));
        Assert.Equal([true, true, false, true], found.Select(row => row.All(float.IsFinite)));
    }

    [Fact]
    public void A_prediction_engine_goes_on_after_one()
    {
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows());
        using PredictionEngine<FileRow, TextPrediction> engine = _context.Model.CreatePredictionEngine<FileRow, TextPrediction>(model);
        List<FileRow> rows = TinyImages.Rows(4, seed: 9);

        TextPrediction before = engine.Predict(rows[0]), bad = engine.Predict(new FileRow { Image = [1] }), after = engine.Predict(rows[0]);

        Assert.Equal(before.Score, after.Score);
        Assert.Equal(1, before.Score.Sum(), 5);
        Assert.All(bad.Score, score => Assert.True(float.IsNaN(score)));
        Assert.Equal(0u, bad.PredictedLabel);
    }

    [Fact]
    public void Nothing_but_them_is_an_error()
    {
        IEnumerable<FileRow> rows = Enumerable.Range(0, 5).Select(i => new FileRow { Kind = i % 2 == 0 ? "a" : "b", Image = [1, 2, 3] });

        Assert.Equal(
            "None of the 5 rows of the training data could be read; the first is row 1: its 3 bytes are no image of a known format.",
            Assert.Throws<InvalidOperationException>(() => TinyImages.Train(_context, rows)).Message);
    }

    [Fact]
    public void They_are_left_out_of_a_profile()
    {
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows());
        List<FileRow> rows = TinyImages.Rows(20, seed: 9);
        rows[4].Image = [];

        Assert.Equal(19, model.ProfileDepth(TinyImages.View(_context, rows)).Rows);
    }

    [Fact]
    public void A_feature_of_files_gets_an_image_network_with_default_options()
    {
        using AcnTransformer model = _context.MulticlassClassification.Trainers.Acn("Label", "Image").Fit(TinyImages.View(_context, TinyImages.Rows(4)));

        Assert.Equal(new AcnImageOptions().Layers, model.Depth);
    }

    [Fact]
    public void A_model_scores_files_images_and_pixels_of_the_same_pictures_alike()
    {
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows());
        List<FileRow> rows = TinyImages.Rows(10, seed: 9);
        using var folder = new TemporaryFolder();
        foreach ((FileRow row, int i) in rows.Select((row, i) => (row, i)))
            File.WriteAllBytes(folder.File($"{i}.png"), row.Image!);
        IDataView paths = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(i => new { Path = folder.File($"{i}.png") }));

        IDataView images = _context.Transforms.LoadImages("Image", null, "Path").Fit(paths).Transform(paths);
        IDataView pixels = _context.Transforms.ResizeImages("Image", 16, 16).Append(_context.Transforms.ExtractPixels("Image")).Fit(images).Transform(images);

        float[][] expected = TinyModel.Scores(model.Transform(TinyImages.View(_context, rows)));
        Assert.Equal(expected, TinyModel.Scores(model.Transform(images)));
        Assert.Equal(expected, TinyModel.Scores(model.Transform(pixels)));
    }
}
