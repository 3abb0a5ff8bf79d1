namespace Microsoft.ML.Acn;

/// <summary>How much a class counts in the training loss.</summary>
public enum AcnClassWeights
{
    /// <summary>Every row counts the same (times its example weight, if there is such a column).</summary>
    None = 0,

    /// <summary>
    /// A row of class <c>c</c> counts <c>N / (K * N_c)</c>, with <c>N</c> the (weighted) rows, <c>K</c> the classes that have rows
    /// and <c>N_c</c> the (weighted) rows of the class, so that every class has the same say.
    /// </summary>
    Balanced = 1,
}
