using System.Numerics;

namespace Microsoft.ML.Acn.Training;

/// <summary>One step of AdamW (Loshchilov and Hutter 2019, Algorithm 2) over a run of weights.</summary>
/// <param name="GradientFactor">What gradients are scaled by, for clipping.</param>
/// <param name="Decay">What weights are scaled by: one minus learning rate times weight decay.</param>
/// <param name="Rate">The learning rate over the bias correction of the mean.</param>
/// <param name="SquareCorrection">One over the root of the bias correction of the square.</param>
internal readonly record struct AdamRule(float GradientFactor, float Decay, float Rate, float SquareCorrection)
{
    public const float Beta1 = 0.9f;
    public const float Beta2 = 0.999f;
    public const float Epsilon = 1e-8f;

    /// <param name="step">The step's number, from 1.</param>
    /// <param name="learningRate">This step's.</param>
    /// <param name="decay">What weights are scaled by.</param>
    /// <param name="gradientFactor">What gradients are scaled by.</param>
    public static AdamRule At(long step, double learningRate, double decay, double gradientFactor) => new(
        (float)gradientFactor,
        (float)decay,
        (float)(learningRate / (1 - Math.Pow(Beta1, step))),
        (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))));

    public void Apply(Span<float> weights, Span<float> means, Span<float> squares, ReadOnlySpan<float> gradients)
    {
        Vector<float> factor = new(GradientFactor), decay = new(Decay), rate = new(Rate), correction = new(SquareCorrection), epsilon = new(Epsilon);
        int at = 0;
        for (; at <= weights.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector<float> gradient = new Vector<float>(gradients[at..]) * factor;
            Vector<float> mean = (new Vector<float>(means[at..]) * Beta1) + (gradient * (1 - Beta1));
            Vector<float> square = (new Vector<float>(squares[at..]) * Beta2) + (gradient * gradient * (1 - Beta2));
            mean.CopyTo(means[at..]);
            square.CopyTo(squares[at..]);
            Vector<float> denominator = (Vector.SquareRoot(square) * correction) + epsilon;
            ((new Vector<float>(weights[at..]) * decay) - (rate * mean / denominator)).CopyTo(weights[at..]);
        }
        for (; at < weights.Length; at++)
        {
            float gradient = gradients[at] * GradientFactor;
            means[at] = (means[at] * Beta1) + (gradient * (1 - Beta1));
            squares[at] = (squares[at] * Beta2) + (gradient * gradient * (1 - Beta2));
            weights[at] = (weights[at] * Decay) - (Rate * means[at] / ((MathF.Sqrt(squares[at]) * SquareCorrection) + Epsilon));
        }
    }
}
