namespace Datasets;

/// <summary>Pictures of one size to train on and to test with.</summary>
/// <param name="Classes">The classes, in the order of their numbers.</param>
/// <param name="Height">Height of each picture in pixels.</param>
/// <param name="Width">Width of each picture in pixels.</param>
/// <param name="Train">Training pictures; whoever needs validation pictures takes them from here.</param>
/// <param name="Test">Test pictures, to be looked at once.</param>
public sealed record ImageSplit(IReadOnlyList<string> Classes, int Height, int Width, IReadOnlyList<LabelledImage> Train, IReadOnlyList<LabelledImage> Test);
