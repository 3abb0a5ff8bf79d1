using Microsoft.ML;
using SampleConsole;
using Spectre.Console;

namespace TextClassification;

/// <summary>Asks a model about one row.</summary>
internal static class Answer
{
    public static void Write(MLContext ml, ITransformer model, TextRow row)
    {
        using PredictionEngine<TextRow, TextPrediction> engine = ml.Model.CreatePredictionEngine<TextRow, TextPrediction>(model);
        TextPrediction prediction = engine.Predict(row);

        AnsiConsole.WriteLine($"\"{row.Text}\"{(row.SecondText.Length > 0 ? $" / \"{row.SecondText}\"" : string.Empty)}");
        ClassProbabilities.Write(ClassProbabilities.ClassesOf(engine.OutputSchema), prediction.Score);
    }
}
