using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>What scoring adds to a row.</summary>
public class TextPrediction
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}

/// <summary>One tiny trained model for all tests that only look at it. Nobody disposes of it.</summary>
internal static class TinyModel
{
    private static readonly Lazy<AcnTransformer> Trained = new(() => Train(new MLContext(seed: 5)));

    public static MLContext Context { get; } = new(seed: 5);

    /// <summary>The shared model.</summary>
    public static AcnTransformer Shared => Trained.Value;

    /// <summary>A model of the test's own.</summary>
    public static AcnTransformer Train(MLContext context, Action<AcnTextOptions>? change = null, IDataView? data = null)
        => context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(change)).Fit(data ?? TinyTexts.View(context));

    /// <summary>All scores, row after row.</summary>
    public static float[][] Scores(IDataView scored, string column = "Score") => [.. scored.GetColumn<float[]>(column)];

    /// <summary>Row by row through a prediction engine.</summary>
    public static TextPrediction[] PredictEach(ITransformer model, IEnumerable<TextRow> rows)
    {
        // Not disposed of: that would dispose of the model.
        PredictionEngine<TextRow, TextPrediction> engine = Context.Model.CreatePredictionEngine<TextRow, TextPrediction>(model);
        return [.. rows.Select(row => engine.Predict(row))];
    }
}
