namespace Microsoft.ML.Acn;

/// <summary>The ways to keep what was learned before. Part of the model file.</summary>
internal enum ContinualKind
{
    /// <summary>Importances by the way of each weight.</summary>
    SynapticIntelligence = 0,

    /// <summary>Importances by the Fisher information.</summary>
    ElasticWeightConsolidation = 1,

    /// <summary>Rows that are kept.</summary>
    Replay = 2,
}
