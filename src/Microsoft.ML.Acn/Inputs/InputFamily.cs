using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>
/// A kind of input before training: which columns it reads and of what type, how rows are cached, and what is learned from the
/// training rows before the network is built. Text, images and vectors each have one; all else is shared.
/// </summary>
internal abstract class InputFamily
{
    /// <summary>The input columns with the types that they may have.</summary>
    public abstract IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>The input columns with the types that they must have beside given training data.</summary>
    /// <param name="training">The training data's columns.</param>
    public virtual IReadOnlyList<InputColumn> ColumnsLike(DataViewSchema training) => Columns;

    /// <summary>An empty store for training rows.</summary>
    public abstract RowStore CreateStore();

    /// <summary>An empty store for a part of the rows, of which the caller sees to it that it can be held.</summary>
    public virtual RowStore CreatePart() => CreateStore();

    /// <summary>An empty store for training rows that an encoder of an earlier training reads.</summary>
    public virtual RowStore CreateStoreFor(InputEncoder encoder) => encoder.CreateStore();

    /// <summary>The same for a part of the rows, of which the caller sees to it that it can be held.</summary>
    public virtual RowStore CreatePartFor(InputEncoder encoder) => encoder.CreateStore();

    /// <summary>Binds to a row's columns; each call of the result appends the row's present values to the store, some time until <see cref="RowStore.Complete"/>.</summary>
    public abstract Action Bind(DataViewRow row, RowStore store);

    /// <summary>Learns what scoring needs to know of the inputs (a vocabulary, say) from the rows that are trained on.</summary>
    /// <param name="store">The cached rows.</param>
    /// <param name="trainingRows">Positions of the rows to learn from: validation rows must not be looked at.</param>
    public abstract InputEncoder BuildEncoder(RowStore store, ReadOnlySpan<int> trainingRows);

    /// <summary>The same for rows of which not all can be held. Only a family whose stores may spill is asked.</summary>
    /// <param name="parts">The training rows, in stores that are used one after another.</param>
    public virtual InputEncoder BuildEncoder(IEnumerable<RowStore> parts) => throw new NotSupportedException($"{GetType().Name} holds all rows.");

    /// <summary>The shape of the embedding that goes with an encoder.</summary>
    public abstract EmbeddingConfig EmbeddingFor(InputEncoder encoder);

    /// <summary>The kind and shape of the layers that go with an encoder.</summary>
    public abstract LayerConfig LayerFor(InputEncoder encoder);

    /// <summary>The noise that training adds to its rows.</summary>
    /// <param name="encoder">Makes the batches.</param>
    /// <param name="random">The source that decides.</param>
    public abstract TrainingNoise CreateNoise(InputEncoder encoder, Random random);

    /// <summary>Sentences about the cached rows that the user should read, such as how many were cut.</summary>
    public abstract IEnumerable<string> Warnings(RowStore store);

    /// <summary>Hands out the sentences of the rows to train on, and of those to validate with if there are any.</summary>
    public void Warn(RowStore train, RowStore? validation, Action<string> warn)
    {
        foreach (string warning in Warnings(train))
            warn(warning);
        foreach (string warning in validation is null ? [] : Warnings(validation))
            warn("Validation data: " + warning);
    }
}

/// <summary>An input column and what is expected of it.</summary>
/// <param name="Role">ML.NET's word for the column in messages, such as "feature".</param>
/// <param name="Name">The column's name.</param>
/// <param name="Expected">The expected type in words, for messages.</param>
/// <param name="Accepts">Whether a type will do.</param>
internal sealed record InputColumn(string Role, string Name, string Expected, Func<DataViewType, bool> Accepts)
{
    /// <summary>Whether a type may do of which it is not known yet how long its vectors are.</summary>
    public Func<DataViewType, bool> AcceptsUnsized { get; init; } = Accepts;
}
