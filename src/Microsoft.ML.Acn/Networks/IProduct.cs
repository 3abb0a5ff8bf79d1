using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>A matrix product or convolution that keeps 32-bit weights and can multiply in another format; its output has that format.</summary>
internal interface IProduct
{
    /// <summary>The format of the product. Set by the network for all its products at once.</summary>
    ScalarType ProductType { get; set; }
}
