namespace Datasets;

/// <summary>A picture and its class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Pixels">A byte for each pixel, row by row from the top; 0 is black.</param>
public sealed record LabelledImage(string Label, ReadOnlyMemory<byte> Pixels);
