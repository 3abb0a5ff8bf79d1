namespace Microsoft.ML.Acn.Networks;

/// <summary>What can be removed of a layer so that it is left smaller.</summary>
internal enum UnitKind
{
    /// <summary>A feature between the two products of an MLP.</summary>
    HiddenUnit,

    /// <summary>A head of attention.</summary>
    Head,
}
