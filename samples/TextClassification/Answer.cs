using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;

namespace TextClassification;

/// <summary>Asks a model about one row.</summary>
internal static class Answer
{
    private const int Shown = 3;

    public static void Write(MLContext ml, ITransformer model, TextRow row)
    {
        using PredictionEngine<TextRow, TextPrediction> engine = ml.Model.CreatePredictionEngine<TextRow, TextPrediction>(model);
        TextPrediction prediction = engine.Predict(row);

        // Which class a probability belongs to is written on the Score column.
        VBuffer<ReadOnlyMemory<char>> classes = default;
        engine.OutputSchema["Score"].GetSlotNames(ref classes);

        AnsiConsole.WriteLine($"\"{row.Text}\"{(row.SecondText.Length > 0 ? $" / \"{row.SecondText}\"" : string.Empty)}");
        foreach ((ReadOnlyMemory<char> name, float probability) in classes.DenseValues().Zip(prediction.Score).OrderByDescending(pair => pair.Second).Take(Shown))
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{probability,9:P1}  {name}"));
    }
}
