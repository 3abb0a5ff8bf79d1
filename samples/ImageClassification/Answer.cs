using Microsoft.ML;
using SampleConsole;
using Spectre.Console;

namespace ImageClassification;

/// <summary>Asks models about one picture, given as the bytes of a file, whatever they were trained on.</summary>
internal static class Answer
{
    /// <summary>The probabilities of a model that goes on being used.</summary>
    public static float[] Ask(MLContext ml, ITransformer model, byte[] file)
    {
        IDataView row = ml.Data.LoadFromEnumerable([new FileRow { Image = file }]);
        return ml.Data.CreateEnumerable<ImagePrediction>(model.Transform(row), reuseRowObject: false).Single().Score;
    }

    /// <summary>Asks a loaded model, as a service would, and compares its answer with what the model had said before it was saved.</summary>
    public static void Write(MLContext ml, ITransformer loaded, Picture picture, float[] before)
    {
        using PredictionEngine<FileRow, ImagePrediction> engine = ml.Model.CreatePredictionEngine<FileRow, ImagePrediction>(loaded);
        ImagePrediction prediction = engine.Predict(new FileRow { Image = picture.ToFile() });

        AnsiConsole.WriteLine(picture.Label.Length > 0 ? $"{picture.Name}, which shows: {picture.Label}" : picture.Name);
        ClassProbabilities.Write(ClassProbabilities.ClassesOf(engine.OutputSchema), prediction.Score);
        AnsiConsole.WriteLine(prediction.Score.SequenceEqual(before)
            ? "The same probabilities as before it was saved, to the bit."
            : $"Before it was saved the probabilities were others, by up to {prediction.Score.Zip(before, (now, then) => Math.Abs(now - then)).Max():G2}.");
    }
}
