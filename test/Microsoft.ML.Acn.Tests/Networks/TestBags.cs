using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>Sets of table rows.</summary>
internal static class TestBags
{
    /// <summary>The same sets with a factor for each entry.</summary>
    public static RowBags With(this RowBags bags, float[] factors) => new()
    {
        Starts = bags.Starts,
        Rows = bags.Rows,
        Factors = factors,
        Positions = bags.Positions,
        Touched = bags.Touched,
    };
}
