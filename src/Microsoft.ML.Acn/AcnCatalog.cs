using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Acn;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;

namespace Microsoft.ML;

/// <summary>Extension methods of the MLContext's catalogs: trainers of auto-compressing networks, their features, and safe saving.</summary>
public static class AcnCatalog
{
    /// <summary>
    /// Creates an <see cref="AcnTrainer"/> with default options. The type of the feature column decides the kind of network: text gets a
    /// transformer over words and character n-grams, images (an <c>MLImage</c>, or a vector of bytes of an encoded file) an MLP-mixer over patches,
    /// a vector of numbers layers of an MLP.
    /// </summary>
    /// <param name="catalog">The trainers of <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="labelColumnName">The column with the label, of key type (use <c>MapValueToKey</c>).</param>
    /// <param name="featureColumnName">The column with the input: text, images, or a vector of <see cref="float"/> of known size.</param>
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

    /// <summary>Creates an <see cref="AcnTrainer"/> of image classifiers.</summary>
    /// <inheritdoc cref="Acn(MulticlassClassificationCatalog.MulticlassClassificationTrainers, AcnTextOptions)"/>
    public static AcnTrainer Acn(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, AcnImageOptions options)
        => new(MlNetHost.EnvironmentOf(catalog), options);

    /// <summary>Creates an <see cref="AcnTrainer"/> of classifiers of numeric vectors.</summary>
    /// <inheritdoc cref="Acn(MulticlassClassificationCatalog.MulticlassClassificationTrainers, AcnTextOptions)"/>
    public static AcnTrainer Acn(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, AcnVectorOptions options)
        => new(MlNetHost.EnvironmentOf(catalog), options);

    /// <summary>
    /// Makes a trained network a source of features for other trainers: adds a vector with what its head reads at some depth. A linear model of such
    /// features may need fewer labelled rows than a network that starts anew.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c></param>
    /// <param name="model">The trained network. Its weights are shared, not copied, and stay alive until all that was made of it is disposed of.</param>
    /// <param name="outputColumnName">The column to add, a vector of <see cref="float"/> as long as the network is wide. Must not be empty.</param>
    /// <param name="depth">
    /// The layers that rows go through, from 0 (the embedding alone) to <see cref="AcnTransformer.Depth"/>; <see langword="null"/>, the default, for all. An early
    /// exit of the model plays no part in it.
    /// </param>
    /// <returns>An estimator to append to a pipeline. It reads the columns that the model reads.</returns>
    /// <exception cref="System.ArgumentException"><paramref name="outputColumnName"/> is empty.</exception>
    /// <exception cref="System.ArgumentOutOfRangeException"><paramref name="depth"/> is out of range.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", "Topic")
    ///     .Append(mlContext.Transforms.AcnFeatures(network, "Features"))
    ///     .AppendCacheCheckpoint(mlContext)
    ///     .Append(mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy());
    /// </code>
    /// </example>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "The model decides between them.")]
    public static AcnFeaturesEstimator AcnFeatures(this TransformsCatalog catalog, AcnTransformer model, string outputColumnName = "Features", int? depth = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Features(catalog, model.Engine, outputColumnName, depth ?? model.Depth);
    }

    /// <summary>Makes a pre-trained network a source of features at some depth.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c></param>
    /// <param name="model">The pre-trained network. Its weights are shared, not copied, and stay alive until all that was made of it is disposed of.</param>
    /// <param name="outputColumnName">The column to add, a vector of <see cref="float"/> as long as the network is wide. Must not be empty.</param>
    /// <param name="depth">The layers that rows go through, from 0 (the embedding alone) to <see cref="AcnPretrainedTransformer.Depth"/>; <see langword="null"/>, the default, for all.</param>
    /// <inheritdoc cref="AcnFeatures(TransformsCatalog, AcnTransformer, string, int?)"/>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "The model decides between them.")]
    public static AcnFeaturesEstimator AcnFeatures(this TransformsCatalog catalog, AcnPretrainedTransformer model, string outputColumnName = "Features", int? depth = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Features(catalog, model.Engine, outputColumnName, depth ?? model.Depth);
    }

    /// <summary>Creates an estimator that pre-trains a network on texts without labels, with default options. See docs/pretraining.md.</summary>
    /// <param name="catalog"><c>mlContext.Transforms.Text</c></param>
    /// <param name="outputColumnName">The column to add, with the features of a row: a vector of <see cref="float"/> as long as the network is wide.</param>
    /// <param name="inputColumnName">The column with the text.</param>
    /// <returns>An estimator.</returns>
    /// <exception cref="System.ArgumentException">A column has no name.</exception>
    /// <example>
    /// <code>
    /// using AcnPretrainedTransformer pretrained = mlContext.Transforms.Text.AcnPretrain("Features", "Text").Fit(texts);
    /// </code>
    /// </example>
    public static AcnPretrainEstimator AcnPretrain(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName)
        => catalog.AcnPretrain(new AcnPretrainOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Creates an estimator that pre-trains a network on texts without labels.</summary>
    /// <param name="catalog"><c>mlContext.Transforms.Text</c></param>
    /// <param name="options">Options; later changes of the object do not reach the estimator.</param>
    /// <returns>An estimator.</returns>
    /// <exception cref="System.ArgumentException">Options are out of range; the message names them all.</exception>
    public static AcnPretrainEstimator AcnPretrain(this TransformsCatalog.TextTransforms catalog, AcnPretrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new AcnPretrainEstimator(MlNetHost.EnvironmentOf(catalog), options);
    }

    /// <summary>
    /// Saves a model as <c>mlContext.Model.Save</c> does, but beside the file of that name first, which is replaced only when the new one is
    /// complete and on the disk: a full disk, an error or a killed process never costs the old model.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Model</c></param>
    /// <param name="model">The model: any transformer of ML.NET, ours or a chain.</param>
    /// <param name="inputSchema">The schema of the data that the model reads, or <see langword="null"/>.</param>
    /// <param name="filePath">Where <c>mlContext.Model.Load</c> will find it.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written; an earlier one is as it was.</exception>
    /// <exception cref="System.UnauthorizedAccessException">The file or folder may not be written; an earlier file is as it was.</exception>
    public static void SaveAtomically(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        AbandonedFiles.Settle([filePath], AbandonedFiles.Age);
        using var files = new FileTransaction();
        files.Write(filePath, stream => catalog.Save(model, inputSchema, stream));
        files.Commit();
    }

    private static AcnFeaturesEstimator Features(TransformsCatalog catalog, RowEngine engine, string column, int depth)
    {
        ArgumentException.ThrowIfNullOrEmpty(column, "outputColumnName");
        if (depth < 0 || depth > engine.Depth)
            throw new ArgumentOutOfRangeException(nameof(depth), depth, $"The network has {engine.Depth} layers.");
        return new AcnFeaturesEstimator(MlNetHost.EnvironmentOf(catalog), engine, column, depth);
    }
}
