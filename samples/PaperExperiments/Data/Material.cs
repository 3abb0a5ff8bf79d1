using Microsoft.ML;
using Microsoft.ML.Acn;

namespace PaperExperiments.Data;

/// <summary>A kind of input on which experiments are made, the layers that read it, and the data of that kind.</summary>
internal abstract class Material
{
    private Pool? _pool;

    /// <summary>The word for it in names of arms and files, one of <see cref="MaterialName"/>.</summary>
    public abstract string Name { get; }

    /// <summary>What the data are, in a few words. Two materials of other rows have other words.</summary>
    public abstract string Source { get; }

    /// <summary>How many classes there are.</summary>
    public abstract int Classes { get; }

    /// <summary>What rows are disturbed with, by word; see <see cref="Disturbance"/>.</summary>
    public abstract IReadOnlyList<Disturbance> Disturbances { get; }

    /// <summary>All rows. Read once.</summary>
    /// <param name="say">Told what is being done.</param>
    /// <exception cref="InvalidOperationException">The data have another number of classes.</exception>
    public Pool Load(Action<string> say)
    {
        _pool ??= Read(say);
        return _pool.Classes.Count == Classes ? _pool : throw new InvalidOperationException($"{Source} has {_pool.Classes.Count} classes, not {Classes}.");
    }

    /// <summary>Rows as data with the columns Label and <see cref="FeatureColumn"/>.</summary>
    public abstract IDataView View(MLContext ml, IReadOnlyList<Sample> rows);

    /// <summary>Options of the trainer for such data, by default otherwise.</summary>
    public AcnOptions Options()
    {
        AcnOptions options = CreateOptions();
        options.FeatureColumnName = FeatureColumn;
        return options;
    }

    protected abstract string FeatureColumn { get; }

    protected abstract AcnOptions CreateOptions();

    protected abstract Pool Read(Action<string> say);
}

/// <summary>A way to make rows worse.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Apply">Makes a row worse; the random numbers are the row's own.</param>
internal sealed record Disturbance(string Name, Func<Sample, Random, Sample> Apply)
{
    /// <summary>Disturbs rows, each with random numbers that depend on its place and on the disturbance alone.</summary>
    public IReadOnlyList<Sample> ApplyTo(IReadOnlyList<Sample> rows)
    {
        int own = Name.Aggregate(17, (sum, letter) => unchecked((sum * 31) + letter));
        return [.. rows.Select((row, index) => Apply(row, new Random(unchecked(own + (index * 7_919)))))];
    }
}
