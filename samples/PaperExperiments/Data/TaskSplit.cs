using SampleConsole;

namespace PaperExperiments.Data;

/// <summary>A task with classes of its own.</summary>
/// <param name="Classes">Its classes.</param>
/// <param name="Parts">Its rows.</param>
internal sealed record ClassTask(IReadOnlyList<string> Classes, Parts Parts);

/// <summary>Divides the classes of a pool into tasks that are learned one after another.</summary>
internal static class TaskSplit
{
    /// <summary>Takes classes in their order, and of each task the first training rows, the last ones for validation, and the first test rows.</summary>
    /// <param name="pool">All rows.</param>
    /// <param name="tasks">How many tasks; classes that are left over are not used.</param>
    /// <param name="sizes">Rows of each task; there may be fewer test rows.</param>
    /// <exception cref="UsageException">A task has fewer rows.</exception>
    public static ClassTask[] Of(Pool pool, int tasks, PartSizes sizes)
    {
        int classesPerTask = pool.Classes.Count / tasks;
        return [.. pool.Classes.Chunk(classesPerTask).Take(tasks).Select(classes => new ClassTask(classes, Parts.Of(Only(pool, classes), sizes)))];
    }

    private static Pool Only(Pool pool, string[] classes)
        => new(classes, [.. pool.Train.Where(row => classes.Contains(row.Label))], [.. pool.Test.Where(row => classes.Contains(row.Label))]);
}
