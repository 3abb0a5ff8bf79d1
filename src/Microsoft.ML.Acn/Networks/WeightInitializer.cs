using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Starting weights from a generator of its own: the process-wide random state is neither read nor changed.
/// </summary>
/// <remarks>
/// A network without skips does not train from ordinary random weights, because attention averages the tokens away. Every layer therefore
/// starts near the identity (compare He et al. 2023, "Deep Transformers without Shortcuts"): structured identity plus a share of the usual
/// random matrix. These are ordinary weights that training may move.
/// </remarks>
internal sealed class WeightInitializer(Device device, long? seed) : IDisposable
{
    private readonly Generator? _generator = seed is { } number && device.type != TorchSharp.DeviceType.META ? new Generator((ulong)number, CPU) : null;

    public Device Device { get; } = device;

    /// <summary>Share of the usual random matrix beside an identity.</summary>
    public const double RandomShare = 0.2;

    /// <summary>Normally distributed numbers with mean 0; without a seed, zeros.</summary>
    public Tensor Normal(double deviation, params long[] shape)
    {
        if (_generator is null)
            return Zeros(shape);
        return randn(shape, dtype: ScalarType.Float32, generator: _generator).TimesInPlace(deviation).to(Device);
    }

    public Tensor Zeros(params long[] shape) => zeros(shape, dtype: ScalarType.Float32, device: Device);

    public Tensor Ones(params long[] shape) => ones(shape, dtype: ScalarType.Float32, device: Device);

    /// <summary>The usual random matrix of a linear layer, (outputs, inputs): deviation <c>1 / sqrt(inputs)</c>.</summary>
    public Tensor Random(long outputs, long inputs) => Normal(1 / Math.Sqrt(inputs), outputs, inputs);

    /// <summary>Identity plus the random share. (width, width)</summary>
    public Tensor NearIdentity(long width) => Random(width, width).TimesInPlace(RandomShare).PlusInPlace(eye(width, device: Device));

    /// <summary>
    /// The first matrix of an MLP, (hidden, width): <c>[I; -I]</c>, padded with zeros or cut, plus the random share. With GELU, for which
    /// <c>gelu(x) - gelu(-x) = x</c>, and <see cref="MirroredDown"/> the MLP starts at the identity, and not at half of it.
    /// </summary>
    public Tensor MirroredUp(long hidden, long width) => Random(hidden, width).TimesInPlace(RandomShare).PlusInPlace(Mirrored(hidden, width));

    /// <summary>The second matrix of an MLP, (width, hidden): the transpose <c>[I, -I]</c> plus the random share.</summary>
    public Tensor MirroredDown(long width, long hidden) => Random(width, hidden).TimesInPlace(RandomShare).PlusInPlace(Mirrored(hidden, width).t());

    public void Dispose() => _generator?.Dispose();

    private Tensor Mirrored(long hidden, long width)
    {
        Tensor identity = eye(width, device: Device);
        Tensor both = cat([identity, identity.negative(), zeros([Math.Max(hidden - (2 * width), 0), width], device: Device)], 0);
        return both.narrow(0, 0, hidden);
    }
}
