using Datasets;
using Microsoft.ML.Data;

namespace PaperExperiments.Data;

/// <summary>A row of data.</summary>
/// <param name="Label">Its class.</param>
internal abstract record Sample(string Label);

/// <summary>A text.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Text">The text.</param>
internal sealed record TextSample(string Label, string Text) : Sample(Label);

/// <summary>A grey picture.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Pixels">Row by row from the top, 0 to 1.</param>
internal sealed record PictureSample(string Label, [property: VectorType(PictureSample.Side * PictureSample.Side)] float[] Pixels) : Sample(Label)
{
    /// <summary>Height and width.</summary>
    public const int Side = FashionMnist.Side;
}
