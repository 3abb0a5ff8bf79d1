using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;

namespace SampleConsole;

/// <summary>What a model says of one row.</summary>
public static class ClassProbabilities
{
    private const int Shown = 3;

    /// <summary>The classes in the order of the probabilities: their names are written on the Score column.</summary>
    public static string[] ClassesOf(DataViewSchema schema)
    {
        VBuffer<ReadOnlyMemory<char>> classes = default;
        schema["Score"].GetSlotNames(ref classes);
        return [.. classes.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>Prints the most probable classes.</summary>
    public static void Write(IEnumerable<string> classes, IEnumerable<float> probabilities)
    {
        foreach ((string name, float probability) in classes.Zip(probabilities).OrderByDescending(pair => pair.Second).Take(Shown))
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{probability,9:P1}  {name}"));
    }
}
