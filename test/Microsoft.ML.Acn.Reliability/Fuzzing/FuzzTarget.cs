namespace Microsoft.ML.Acn.Reliability.Fuzzing;

/// <summary>What of a model is changed.</summary>
internal enum FuzzTarget
{
    /// <summary>The weights, or what is kept for later training.</summary>
    Tensors,

    /// <summary>The configuration.</summary>
    Configuration,

    /// <summary>ML.NET's model file.</summary>
    Zip,
}
