using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn;

/// <summary>How well one depth guesses.</summary>
public sealed class AcnPretrainingResult
{
    [JsonConstructor]
    internal AcnPretrainingResult(int depth, double accuracy, double crossEntropy) => (Depth, Accuracy, CrossEntropy) = (depth, accuracy, crossEntropy);

    /// <summary>Layers in use.</summary>
    public int Depth { get; }

    /// <summary>Share of the masked tokens whose word was the most probable one, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>Mean negative natural logarithm of the right word's probability.</summary>
    public double CrossEntropy { get; }

    /// <summary><c>exp(CrossEntropy)</c>: guessing at random among so many words would do as well.</summary>
    [JsonIgnore]
    public double Perplexity => Math.Exp(CrossEntropy);
}
