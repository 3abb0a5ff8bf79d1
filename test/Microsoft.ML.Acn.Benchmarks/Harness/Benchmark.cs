namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>One question that is answered by measuring. What is measured on test rows is measured once per model and chooses nothing.</summary>
internal abstract class Benchmark
{
    /// <summary>The word for it on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The name of its result file.</summary>
    public virtual string PageName => Name;

    /// <summary>The question, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether a goal that is missed makes the program's exit code 1.</summary>
    public virtual bool IsCheck => false;

    /// <summary>Measures, says on the error stream what it is doing, and writes what it found.</summary>
    public abstract void Run(BenchmarkArguments arguments, Report report);

    protected static void Say(string text) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {text}");
}

/// <summary>A benchmark cannot be run; the message says why.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
