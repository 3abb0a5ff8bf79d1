namespace TextClassification;

/// <summary>A row of data: what a model is trained on, and what it is asked.</summary>
internal sealed class TextRow
{
    public string Label { get; set; } = string.Empty;

    public string Text { get; set; } = string.Empty;

    /// <summary>The second text of a pair; empty unless rows are pairs.</summary>
    public string SecondText { get; set; } = string.Empty;
}

/// <summary>What a model answers.</summary>
internal sealed class TextPrediction
{
    /// <summary>The most probable class.</summary>
    public string PredictedClass { get; set; } = string.Empty;

    /// <summary>The probability of every class.</summary>
    public float[] Score { get; set; } = [];
}
