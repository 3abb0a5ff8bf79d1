using Microsoft.ML;
using SampleConsole;

namespace ImageClassification;

/// <summary>A picture and what a model says of it.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Class">The most probable class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="OfLabel">The probability of the picture's true class.</param>
internal sealed record PicturePrediction(Picture Picture, string Class, float Probability, float OfLabel)
{
    public bool IsRight => Class == Picture.Label;
}

/// <summary>What a model says of pictures.</summary>
/// <param name="Classes">The classes that it knows, in the order of its probabilities.</param>
/// <param name="All">One for each picture.</param>
internal sealed record Predictions(IReadOnlyList<string> Classes, IReadOnlyList<PicturePrediction> All)
{
    /// <param name="ml">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="rows">The same pictures in the same order.</param>
    public static Predictions Of(MLContext ml, ITransformer model, IReadOnlyList<Picture> pictures, IDataView rows)
    {
        IDataView scored = model.Transform(rows);
        string[] classes = ClassProbabilities.ClassesOf(scored.Schema);
        IEnumerable<ImagePrediction> answers = ml.Data.CreateEnumerable<ImagePrediction>(scored, reuseRowObject: true);
        return new Predictions(classes, [.. pictures.Zip(answers, (picture, answer) =>
            new PicturePrediction(picture, answer.PredictedClass, answer.Score.Max(), answer.Score[Array.IndexOf(classes, picture.Label)]))]);
    }
}
