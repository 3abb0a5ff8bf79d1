using Datasets;
using Microsoft.ML.Data;

namespace ImageClassification;

/// <summary>A picture as a vector of its pixels, 0 to 255, row by row.</summary>
internal sealed class PixelRow
{
    public string Label { get; set; } = string.Empty;

    [VectorType(FashionMnist.Side * FashionMnist.Side)]
    public float[] Image { get; set; } = [];
}

/// <summary>A picture as the path of its file.</summary>
internal sealed class PathRow
{
    public string Label { get; set; } = string.Empty;

    public string Path { get; set; } = string.Empty;
}

/// <summary>A picture as the bytes of its file, PNG or JPEG for example: what a saved model is asked about.</summary>
internal sealed class FileRow
{
    /// <summary>Not looked at when a model is asked.</summary>
    public string Label { get; set; } = string.Empty;

    public byte[] Image { get; set; } = [];
}

/// <summary>What a model answers.</summary>
internal sealed class ImagePrediction
{
    /// <summary>The most probable class.</summary>
    public string PredictedClass { get; set; } = string.Empty;

    /// <summary>The probability of every class.</summary>
    public float[] Score { get; set; } = [];
}
