using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Two matrix products with GELU between them, over the last dimension: <c>down(gelu(up(x)))</c>.</summary>
/// <remarks>
/// Without a skip around it, it starts near the identity: <c>[I; -I]</c> and <c>[I, -I]</c> with GELU are exactly that, since
/// <c>gelu(x) - gelu(-x) = x</c>. With a skip around it, it starts small.
/// </remarks>
internal sealed class Mlp : NetworkPart
{
    private readonly LinearLayer up;
    private readonly LinearLayer down;

    /// <param name="width">Features that come in and go out.</param>
    /// <param name="hidden">Features between the two products.</param>
    /// <param name="residual">Whether there is a skip around it.</param>
    /// <param name="init">Source of starting weights.</param>
    /// <param name="outputShare">What the output starts at, 1 for the size of the input.</param>
    public Mlp(int width, int hidden, bool residual, WeightInitializer init, double outputShare = 1)
    {
        up = Own(nameof(up), new LinearLayer(residual ? init.Random(hidden, width) : init.MirroredUp(hidden, width)));
        Tensor output = residual ? init.Random(width, hidden).TimesInPlace(WeightInitializer.RandomShare) : init.MirroredDown(width, hidden);
        down = Own(nameof(down), new LinearLayer(output.TimesInPlace(outputShare)));
    }

    /// <summary>The hidden features: a row of the first matrix, its bias, and a column of the second. All zero, one gives nothing: <c>gelu(0) = 0</c>.</summary>
    /// <param name="name">What the MLP is called.</param>
    /// <param name="resize">The layer's size with another number of them.</param>
    public PrunableUnits Units(string name, Func<LayerSize, int, LayerSize> resize) => new(
        UnitKind.HiddenUnit,
        name,
        (int)up.Weight.shape[0],
        [new UnitSlice(up.Weight, 0), new UnitSlice(up.Bias, 0), new UnitSlice(down.Weight, 1)],
        resize);

    /// <param name="x">(..., width), 32 bits</param>
    /// <returns>(..., width), 32 bits</returns>
    public Tensor Forward(Tensor x) => Project(Hidden(x));

    /// <summary>The first product and GELU.</summary>
    /// <param name="x">(..., width), 32 bits</param>
    /// <returns>(..., hidden), in the format of the product</returns>
    public Tensor Hidden(Tensor x) => nn.functional.gelu(up.Forward(x));

    /// <summary>The second product.</summary>
    /// <param name="hidden">(..., hidden)</param>
    /// <returns>(..., width), 32 bits</returns>
    public Tensor Project(Tensor hidden) => down.Forward(hidden).to_type(ScalarType.Float32);
}
