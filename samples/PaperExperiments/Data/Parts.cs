using SampleConsole;

namespace PaperExperiments.Data;

/// <summary>All rows of a task that there are.</summary>
/// <param name="Classes">The classes, in an order that does not change.</param>
/// <param name="Train">Rows to train and to choose with, in no order.</param>
/// <param name="Test">Rows to be looked at once, in no order.</param>
internal sealed record Pool(IReadOnlyList<string> Classes, IReadOnlyList<Sample> Train, IReadOnlyList<Sample> Test);

/// <summary>The rows of an arm, each part for one purpose.</summary>
/// <param name="Train">Rows that the network is trained on.</param>
/// <param name="Validation">Rows that choose the epoch and the depth; may be empty if nothing is chosen.</param>
/// <param name="Test">Rows that nothing is chosen by.</param>
internal sealed record Parts(IReadOnlyList<Sample> Train, IReadOnlyList<Sample> Validation, IReadOnlyList<Sample> Test)
{
    /// <summary>Takes the first training rows, the last ones for validation, and the first test rows, all of the first classes.</summary>
    /// <param name="pool">All rows.</param>
    /// <param name="sizes">How many.</param>
    /// <param name="classes">How many classes; null for all.</param>
    /// <exception cref="UsageException">There are fewer.</exception>
    public static Parts Of(Pool pool, PartSizes sizes, int? classes = null) => OfClasses(pool, sizes, pool.Classes.Take(classes ?? pool.Classes.Count));

    /// <summary>The same, of some classes.</summary>
    /// <inheritdoc cref="Of"/>
    public static Parts OfClasses(Pool pool, PartSizes sizes, IEnumerable<string> classes)
    {
        HashSet<string> kept = [.. classes];
        Sample[] train = [.. pool.Train.Where(row => kept.Contains(row.Label))];
        if (train.Length < sizes.Train + sizes.Validation)
            throw new UsageException($"Of {kept.Count} classes there are {train.Length:N0} rows, too few for {sizes.Train:N0} training and {sizes.Validation:N0} validation rows.");
        return new Parts(train[..sizes.Train], train[^sizes.Validation..], [.. pool.Test.Where(row => kept.Contains(row.Label)).Take(sizes.Test)]);
    }

    /// <summary>Takes the first rows of each class to train on, and none for validation.</summary>
    /// <inheritdoc cref="Of"/>
    public static Parts OfEachClass(Pool pool, int rowsOfEach, int testRows)
    {
        ILookup<string, Sample> byClass = pool.Train.ToLookup(row => row.Label);
        if (pool.Classes.FirstOrDefault(label => byClass[label].Count() < rowsOfEach) is { } small)
            throw new UsageException($"Of class {small} there are {byClass[small].Count():N0} rows, fewer than {rowsOfEach:N0}.");
        return new Parts([.. pool.Classes.SelectMany(label => byClass[label].Take(rowsOfEach))], [], [.. pool.Test.Take(testRows)]);
    }
}

/// <summary>Numbers of rows.</summary>
internal sealed record PartSizes(int Train, int Validation, int Test);
