namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>The size of a picture as it is looked at, in pixels.</summary>
internal readonly record struct ImageSize(int Height, int Width);
