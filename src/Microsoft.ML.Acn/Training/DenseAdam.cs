using System.Globalization;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// AdamW over the weights that every step changes. Matrices and kernels of convolutions decay; norms, biases and the attention's numbers per head do not.
/// </summary>
/// <remarks>
/// TorchSharp's own AdamW passes its numbers in the way that <see cref="TensorMath"/> warns of. On a CPU one fused loop over a weight's
/// memory is also faster than its eight operations.
/// </remarks>
internal sealed class DenseAdam : IDisposable
{
    private readonly Parameter[] _weights;
    private readonly double[] _rateFactors;
    private readonly Tensor?[] _anchors;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly double _weightDecay;
    private long _steps;

    /// <param name="weights">What is trained, what the learning rate of each is multiplied by, and what decay pulls it to, or null for zero.</param>
    /// <param name="weightDecay">Of matrices and kernels.</param>
    public DenseAdam(IEnumerable<(Parameter Weight, double RateFactor, Tensor? Anchor)> weights, double weightDecay)
    {
        using var _ = no_grad();
        _weightDecay = weightDecay;
        (Parameter Weight, double RateFactor, Tensor? Anchor)[] all = [.. weights];
        _weights = Array.ConvertAll(all, one => one.Weight);
        _rateFactors = Array.ConvertAll(all, one => one.RateFactor);
        _anchors = Array.ConvertAll(all, one => one.Anchor);
        _means = Array.ConvertAll(_weights, weight => zeros(weight.shape, dtype: ScalarType.Float32, device: weight.device).DetachFromDisposeScope());
        _squares = Array.ConvertAll(_weights, weight => zeros(weight.shape, dtype: ScalarType.Float32, device: weight.device).DetachFromDisposeScope());
    }

    /// <summary>The Euclidean norm of all gradients.</summary>
    public double GradientNorm() => nn.utils.clip_grad_norm_(_weights, double.PositiveInfinity);

    public void ZeroGradients()
    {
        foreach (Parameter weight in _weights)
        {
            using Tensor? gradient = weight.grad;
            gradient?.zero_();
        }
    }

    /// <param name="learningRate">This step's.</param>
    /// <param name="factor">What gradients are scaled by, for clipping.</param>
    public void Step(double learningRate, double factor)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        _steps++;
        for (int i = 0; i < _weights.Length; i++)
        {
            if (_weights[i].grad is not { } gradient)
                continue;
            double rate = learningRate * _rateFactors[i];
            double decay = _weights[i].dim() is 2 or 4 ? Math.Max(1 - (rate * _weightDecay), 0) : 1;
            if (_anchors[i] is { } anchor && decay < 1)
            {
                // A weight at its anchor stays there to the bit.
                _weights[i].PlusInPlace(anchor, -1).TimesInPlace(decay).PlusInPlace(anchor);
                decay = 1;
            }
            AdamRule rule = AdamRule.At(_steps, rate, decay, factor);
            if (_weights[i].device_type == DeviceType.CPU)
                rule.Apply(Numbers(_weights[i]), Numbers(_means[i]), Numbers(_squares[i]), Numbers(gradient.contiguous()));
            else
                ApplyOnDevice(rule, _weights[i], _means[i], _squares[i], gradient);
        }
    }

    /// <summary>Moments, steps, and which weights have had a gradient: those have one, perhaps of zeros, from then on.</summary>
    public IEnumerable<StatePart> State()
    {
        yield return StatePart.Count("dense.steps", () => _steps, steps => _steps = steps);
        yield return StatePart.Of("dense.gradients", _weights.Length, () => Array.ConvertAll(_weights, HasGradient), flags =>
        {
            for (int i = 0; i < _weights.Length; i++)
            {
                using Tensor? zeros = flags[i] == 0 ? null : zeros_like(_weights[i]);
                _weights[i].grad = zeros;
            }
        });
        for (int i = 0; i < _weights.Length; i++)
        {
            yield return StatePart.Of(string.Create(CultureInfo.InvariantCulture, $"dense.mean.{i}"), _means[i]);
            yield return StatePart.Of(string.Create(CultureInfo.InvariantCulture, $"dense.square.{i}"), _squares[i]);
        }
    }

    /// <summary>Frees the moments, and the gradients of the weights.</summary>
    public void Dispose()
    {
        foreach (Parameter weight in _weights)
            weight.grad = null;
        foreach (Tensor moment in _means.Concat(_squares))
            moment.Dispose();
    }

    /// <summary>The same rule by tensor operations, for any device.</summary>
    internal static void ApplyOnDevice(AdamRule rule, Tensor weight, Tensor mean, Tensor square, Tensor gradient)
    {
        Tensor scaled = gradient.Times(rule.GradientFactor);
        mean.TimesInPlace(AdamRule.Beta1).PlusInPlace(scaled, 1 - AdamRule.Beta1);
        square.TimesInPlace(AdamRule.Beta2).PlusProductInPlace(scaled, scaled, 1 - AdamRule.Beta2);
        Tensor denominator = square.sqrt().TimesInPlace(rule.SquareCorrection).PlusInPlace(AdamRule.Epsilon);
        weight.TimesInPlace(rule.Decay).PlusQuotientInPlace(mean, denominator, -rule.Rate);
    }

    private static byte HasGradient(Parameter weight)
    {
        using Tensor? gradient = weight.grad;
        return gradient is null ? (byte)0 : (byte)1;
    }

    private static Span<float> Numbers(Tensor contiguous) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(contiguous.bytes);
}
