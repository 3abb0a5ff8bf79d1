using Datasets;

namespace ContinualLearning;

/// <summary>What there is to be learned at one time: rows of some classes, and of no others.</summary>
/// <param name="Classes">The classes.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Test">Rows to test with.</param>
internal sealed record Month(IReadOnlyList<string> Classes, IReadOnlyList<LabelledText> Train, IReadOnlyList<LabelledText> Test)
{
    private const int ClassesOfTheFirst = 9;

    /// <summary>WordNet's definitions of nouns: nine kinds of things, and six others.</summary>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    public static (Month First, Month Second) Load(SampleOptions options, Action<string> say)
    {
        TextSplit glosses = WordNet.NounGlosses(options.DataFolder, say);
        return (Of(glosses, [.. glosses.Classes.Take(ClassesOfTheFirst)], options.Rows), Of(glosses, [.. glosses.Classes.Skip(ClassesOfTheFirst)], options.Rows));
    }

    private static Month Of(TextSplit glosses, string[] classes, int rows)
        => new(classes, [.. glosses.Train.Where(row => classes.Contains(row.Label)).Take(rows)], [.. glosses.Test.Where(row => classes.Contains(row.Label))]);
}
