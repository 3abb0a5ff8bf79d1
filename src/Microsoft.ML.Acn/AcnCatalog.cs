using Microsoft.ML.Acn;
using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML;

/// <summary>Extension methods that create trainers of auto-compressing networks.</summary>
public static class AcnCatalog
{
    /// <summary>
    /// Creates an <see cref="AcnTrainer"/> with default options. The type of the feature column decides the kind of network: text gets a
    /// transformer over words and character n-grams, a vector of numbers layers of an MLP.
    /// </summary>
    /// <param name="catalog">The trainers of <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="labelColumnName">The column with the label, of key type (use <c>MapValueToKey</c>).</param>
    /// <param name="featureColumnName">The column with the input: text, or a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column with a row's weight in the loss (a float of at least 0), or <see langword="null"/> for equal weights.</param>
    /// <returns>An estimator to append to a pipeline.</returns>
    /// <exception cref="System.ArgumentException">A column has no name.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(mlContext.MulticlassClassification.Trainers.Acn("Label", "Text"))
    ///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// </code>
    /// </example>
    public static AcnTrainer Acn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null)
        => new(MlNetHost.EnvironmentOf(catalog), new AcnDefaultOptions
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates an <see cref="AcnTrainer"/> of text classifiers.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="options">Options; later changes of the object do not reach the trainer.</param>
    /// <returns>An estimator to append to a pipeline.</returns>
    /// <exception cref="System.ArgumentException">Options are out of range; the message names them all.</exception>
    public static AcnTrainer Acn(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, AcnTextOptions options)
        => new(MlNetHost.EnvironmentOf(catalog), options);

    /// <summary>Creates an <see cref="AcnTrainer"/> of classifiers of numeric vectors.</summary>
    /// <inheritdoc cref="Acn(MulticlassClassificationCatalog.MulticlassClassificationTrainers, AcnTextOptions)"/>
    public static AcnTrainer Acn(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, AcnVectorOptions options)
        => new(MlNetHost.EnvironmentOf(catalog), options);
}
