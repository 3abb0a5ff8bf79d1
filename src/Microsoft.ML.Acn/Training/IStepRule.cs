using Microsoft.ML.Acn.Persistence.Checkpoints;

namespace Microsoft.ML.Acn.Training;

/// <summary>Takes part in every optimizer step, beside the loss and the optimizer.</summary>
internal interface IStepRule : IDisposable
{
    /// <summary>
    /// After the backward pass and before gradients are clipped and applied: the place to look at gradients, and to add to them. Those of the dense
    /// weights are in their <c>grad</c>.
    /// </summary>
    /// <param name="rows">The gradients of the embedding table's touched rows; null where no table is trained.</param>
    void BeforeUpdate(RowGradients? rows);

    /// <summary>After the weights have changed: the place to look at them, and to change them.</summary>
    /// <param name="rows">As before the update, unclipped.</param>
    void AfterUpdate(RowGradients? rows);

    /// <summary>After an epoch the embedding table was brought up to date: rows that no step of late has touched have changed, too.</summary>
    void AfterSettle()
    {
    }

    /// <summary>The present weights are the best so far. A rule that has gathered something up to here keeps it beside them.</summary>
    void Keep()
    {
    }

    /// <summary>What it has gathered in the run so far, and what of it was kept. What it has from the network before its first step is not of it.</summary>
    IEnumerable<StatePart> State() => [];

    /// <summary>The weights are again those of the last <see cref="Keep"/>.</summary>
    void Restore()
    {
    }
}
