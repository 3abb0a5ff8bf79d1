using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Transforms.Text;

namespace TextClassification;

/// <summary>
/// The machine learning of this sample, to be copied. Data have the columns <c>Label</c> and <c>Text</c> (and <c>SecondText</c>), all text.
/// </summary>
internal static class TextPipeline
{
    /// <summary>The classes, numbered: what turns a label into the key that trainers want.</summary>
    public static ITransformer FitLabels(MLContext ml, IDataView train) => ml.Transforms.Conversion.MapValueToKey("Label").Fit(train);

    /// <summary>Trains a network; the validation rows tell which epoch was the best. Dispose of the network when you are done.</summary>
    public static AcnTransformer Train(MLContext ml, ITransformer labels, IDataView train, IDataView validation, AcnTextOptions options)
        => ml.MulticlassClassification.Trainers.Acn(options).Fit(labels.Transform(train), labels.Transform(validation));

    /// <summary>One model from labels to answers: adds <c>PredictedLabel</c>, <c>Score</c> and, in words, <c>PredictedClass</c>.</summary>
    public static ITransformer Join(MLContext ml, ITransformer labels, AcnTransformer network, IDataView rows)
    {
        ITransformer words = ml.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel")
            .Fit(network.Transform(labels.Transform(rows)));
        return labels.Append(network).Append(words);
    }

    /// <summary>What ML.NET has for the same task without a network: bags of words and character n-grams, and a linear model.</summary>
    public static ITransformer TrainBaseline(MLContext ml, IDataView train, bool isPair)
        => ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(isPair
                ? ml.Transforms.Text.FeaturizeText("Features", new TextFeaturizingEstimator.Options(), "Text", "SecondText")
                : ml.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel"))
            .Fit(train);
}
