namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>A picture in the network's size, or why there is none.</summary>
/// <param name="Pixels">Red, green, blue, multiplied by the opacity, and opacity of each pixel, row by row; null if there are none. (H x W x 4)</param>
/// <param name="Problem">What is wrong, or null.</param>
internal readonly record struct DecodedImage(byte[]? Pixels, string? Problem);
