namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>A row of a family's made-up task, without its input.</summary>
public abstract class FamilyRow
{
    /// <summary>The class.</summary>
    public string Kind { get; set; } = "";

    public float Weight { get; set; } = 1;

    /// <summary>The row's place among those that it was made with, to tell them apart.</summary>
    public float Number { get; set; }

    /// <summary>A row of its own with the same input.</summary>
    public FamilyRow Copy() => (FamilyRow)MemberwiseClone();
}

/// <summary>A prediction engine for rows of a family.</summary>
public interface IRowEngine : IDisposable
{
    Support.TextPrediction Predict(FamilyRow row);
}
