using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace ImageClassification;

/// <summary>
/// The machine learning of this sample, to be copied. Data have the text column <c>Label</c> and the column <c>Image</c>: the bytes of an image
/// file (from <c>LoadRawImageBytes</c>), or a vector of pixels.
/// </summary>
internal static class ImagePipeline
{
    private const int BaselineIterations = 100;

    /// <summary>The classes, numbered in alphabetical order: what turns a label into the key that trainers want.</summary>
    public static ITransformer FitLabels(MLContext ml, IDataView train)
        => ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(train);

    /// <summary>Trains a network; the validation rows tell which epoch was the best. Dispose of the network when you are done.</summary>
    public static AcnTransformer Train(MLContext ml, ITransformer labels, IDataView train, IDataView validation, AcnImageOptions options)
        => ml.MulticlassClassification.Trainers.Acn(options).Fit(labels.Transform(train), labels.Transform(validation));

    /// <summary>One model from labels to answers: adds <c>PredictedLabel</c>, <c>Score</c> and, in words, <c>PredictedClass</c>.</summary>
    public static ITransformer Join(MLContext ml, ITransformer labels, AcnTransformer network, IDataView rows)
    {
        ITransformer words = ml.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel")
            .Fit(network.Transform(labels.Transform(rows)));
        return labels.Append(network).Append(words);
    }

    /// <summary>What ML.NET has for vectors of pixels without a network: a linear model.</summary>
    public static ITransformer TrainPixelBaseline(MLContext ml, IDataView train)
        => ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.NormalizeMinMax("Features", "Image"))
            .Append(LinearModel(ml))
            .Fit(train);

    /// <summary>The same for files, whose paths are in the column <c>Path</c>. Ends at the first file that cannot be read.</summary>
    public static ITransformer TrainFileBaseline(MLContext ml, IDataView train, int height, int width)
        => ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Picture", imageFolder: null, "Path"))
            .Append(ml.Transforms.ResizeImages("Picture", width, height, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(ml.Transforms.ExtractPixels("Features", "Picture", scaleImage: 1 / 255f))
            .Append(LinearModel(ml))
            .Fit(train);

    private static LbfgsMaximumEntropyMulticlassTrainer LinearModel(MLContext ml)
        => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = BaselineIterations });
}
