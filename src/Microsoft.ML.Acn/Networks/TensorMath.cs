using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Arithmetic with numbers and sums that is safe against the garbage collector.
/// </summary>
/// <remarks>
/// TorchSharp 0.107 passes a number to libtorch as a small native object with a finalizer, and does not keep it alive during the call:
/// <c>a + b</c> passes a hidden factor 1, <c>x * 0.5</c> and <c>ToSingle()</c> do the like. A collection at the wrong moment frees the number
/// under libtorch's hands; seen here as an exception about a scalar's type once in some ten thousand training steps on a loaded machine, and
/// it may as well be a wrong number. Tensors are safe, for the dispose scope around holds them. So: every number goes through this class,
/// which holds it until the call is over. BannedSymbols.txt keeps the unsafe forms out of the library, and a test those that it does not see, such as <c>a += b</c>.
/// </remarks>
internal static class TensorMath
{
    private static readonly Scalar _one = 1.0.ToScalar();
    private static readonly Scalar _wholeOne = 1.ToScalar();

    /// <summary><c>left + right</c></summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, _one);

    /// <summary><c>left += right</c></summary>
    public static Tensor PlusInPlace(this Tensor left, Tensor right) => left.add_(right, _one);

    /// <summary><c>left - right</c>, of whole numbers</summary>
    public static Tensor MinusWhole(this Tensor left, Tensor right) => left.add(right.negative(), _wholeOne);

    /// <summary><c>x * factor</c></summary>
    public static Tensor Times(this Tensor x, double factor)
    {
        using Scalar held = factor.ToScalar();
        return x.mul(held);
    }

    /// <summary><c>x *= factor</c></summary>
    public static Tensor TimesInPlace(this Tensor x, double factor)
    {
        using Scalar held = factor.ToScalar();
        return x.mul_(held);
    }

    /// <summary><c>x += factor * other</c></summary>
    public static Tensor PlusInPlace(this Tensor x, Tensor other, double factor)
    {
        using Scalar held = factor.ToScalar();
        return x.add_(other, held);
    }

    /// <summary><c>x += number</c></summary>
    public static Tensor PlusInPlace(this Tensor x, double number)
    {
        using Scalar held = number.ToScalar();
        return x.add_(held, _one);
    }

    /// <summary><c>x += factor * left * right</c></summary>
    public static Tensor PlusProductInPlace(this Tensor x, Tensor left, Tensor right, double factor)
    {
        using Scalar held = factor.ToScalar();
        return x.addcmul_(left, right, held);
    }

    /// <summary><c>x += factor * left / right</c></summary>
    public static Tensor PlusQuotientInPlace(this Tensor x, Tensor left, Tensor right, double factor)
    {
        using Scalar held = factor.ToScalar();
        return x.addcdiv_(left, right, held);
    }

    /// <summary><c>x = 0</c> where a mask of booleans says so: a product with 0 would leave negative zeros.</summary>
    public static Tensor ZeroInPlace(this Tensor x, Tensor mask)
    {
        using Scalar zero = 0.0.ToScalar();
        return x.masked_fill_(mask, zero);
    }

    /// <summary>A copy that has a number where a mask of booleans says so.</summary>
    public static Tensor With(this Tensor x, Tensor mask, double number)
    {
        using Scalar held = number.ToScalar();
        return x.masked_fill(mask, held);
    }

    /// <summary><c>x = 0</c> at positions along a dimension.</summary>
    public static Tensor ZeroInPlace(this Tensor x, long dimension, Tensor positions)
    {
        using Scalar zero = 0.0.ToScalar();
        return x.index_fill_(dimension, positions, zero);
    }

    /// <summary>Adds the rows of <paramref name="source"/> to the rows of <paramref name="x"/> that <paramref name="index"/> names.</summary>
    public static Tensor PlusRowsInPlace(this Tensor x, Tensor index, Tensor source) => x.index_add_(0, index, source, _one);

    /// <summary>A tensor's 32-bit numbers, in row-major order, wherever it lives.</summary>
    public static float[] ToArray(Tensor x)
    {
        using Tensor onCpu = x.to_type(ScalarType.Float32).cpu();
        using Tensor contiguous = onCpu.contiguous();
        return MemoryMarshal.Cast<byte, float>(contiguous.bytes).ToArray();
    }

    /// <summary>The only number of a tensor of one.</summary>
    public static float ToNumber(Tensor x) => ToArray(x)[0];
}
