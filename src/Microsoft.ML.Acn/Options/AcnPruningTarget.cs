namespace Microsoft.ML.Acn;

/// <summary>What is pruned.</summary>
[Flags]
public enum AcnPruningTarget
{
    /// <summary>Nothing; not allowed.</summary>
    None = 0,

    /// <summary>Single weights, which become zero: the file gets smaller, and nothing faster. Not together with units: prune twice.</summary>
    Weights = 1,

    /// <summary>
    /// Hidden features of MLPs (of mixers both over features and over tokens), which are removed: the model gets smaller and faster. Of each MLP a multiple
    /// of four is left, at least one such block, or as many as there were.
    /// </summary>
    HiddenUnits = 2,

    /// <summary>Attention heads, which are removed. At least one is left in each layer. Only transformer layers have them.</summary>
    Heads = 4,
}
