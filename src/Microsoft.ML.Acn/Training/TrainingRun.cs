using System.Globalization;
using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>The story of Fit after the rows are read: plan, split, learn the vocabulary, train, compress.</summary>
internal static class TrainingRun
{
    /// <summary>Trains a model. The caller owns its network.</summary>
    public static AcnModel Train(InputFamily family, TrainingRows train, TrainingRows? validation, AcnOptions options, TrainingContext context)
    {
        using var threads = new ThreadScope(options.Threads);
        // Whatever the program around has switched off.
        using var tracked = inference_mode(false);
        using var gradients = enable_grad();
        TrainingSet set = SetOf(train);
        TrainingPlan plan = TrainingPlanner.Plan(options, set.Labels.Length);
        (int[] trainingRows, int[] heldOut) = validation is null && plan.ValidationFraction > 0
            ? StratifiedSplit.Draw(set.Labels, set.Classes, plan.ValidationFraction, new Random(context.Seed))
            : (AllRows(set), []);
        TrainingSet validationSet = validation is null ? set : SetOf(validation);
        int[] validationRows = validation is null ? heldOut : AllRows(validationSet);
        RequireValidation(options, validationRows);
        RequireWeights(options, set, trainingRows);
        Warn(family, train, validation, context);

        InputEncoder encoder = family.BuildEncoder(set.Store, trainingRows);
        AcnNetwork network = new(ConfigFor(options, family, encoder, set.Classes), context.Device, context.Seed);
        try
        {
            ScalarType productType = PrecisionProbe.Choose(options.Precision, context.Device);
            network.SetProductType(productType);
            context.Info(Describe(plan, network, trainingRows.Length, validationRows.Length, productType));
            void CheckCancelled()
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                context.CheckAlive();
            }

            var batches = new CachedBatches(encoder, set, trainingRows, plan.BatchSize, ClassWeighting.For(options.ClassWeights, set, trainingRows), family.CreateNoise);
            var loop = new TrainingLoop(network, plan, batches)
            {
                CheckCancelled = CheckCancelled,
                Validate = validationRows.Length == 0 ? null : () => Evaluation.Run(network, encoder, validationSet, validationRows, CheckCancelled),
                EarlyStopping = options.EarlyStopping,
                KeepBestWhenCancelled = options.OnCancellation == AcnCancellationBehavior.KeepBest,
                Progress = context.Progress,
                Info = context.Info,
            };
            // Somebody who keeps the best has the network by now, and gets it.
            void CheckLate()
            {
                if (options.OnCancellation == AcnCancellationBehavior.Throw)
                    CheckCancelled();
            }

            if (!loop.Run(context.Seed))
                context.Warn("Training was cancelled; the best weights so far are kept.");
            // Scores are always computed in 32 bits, the same on every machine; so the depth and the temperature are chosen in them too.
            network.SetProductType(ScalarType.Float32);
            if (options.CompressionTolerance is { } tolerance)
                network = Compress(network, encoder, validationSet, validationRows, tolerance, context, CheckLate);
            if (options.CalibrateProbabilities && validationRows.Length > 0)
                context.Info(string.Create(CultureInfo.InvariantCulture, $"Temperature {TemperatureScaling.Apply(network, encoder, validationSet, validationRows, CheckLate):F3}."));
            return new AcnModel(encoder, network, train.Classes, new OutputColumns(options.LabelColumnName, options.ScoreColumnName, options.PredictedLabelColumnName));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static TrainingSet SetOf(TrainingRows rows) => new(rows.Store, rows.Labels, rows.Weights, rows.Classes.Count);

    private static int[] AllRows(TrainingSet set) => [.. Enumerable.Range(0, set.Labels.Length)];

    private static NetworkConfig ConfigFor(AcnOptions options, InputFamily family, InputEncoder encoder, int classes) => new()
    {
        Layers = options.Layers,
        Width = options.Width,
        Classes = classes,
        Connectivity = options.Connectivity,
        Embedding = family.EmbeddingFor(encoder),
        Layer = family.LayerFor(encoder),
    };

    private static void RequireValidation(AcnOptions options, int[] validationRows)
    {
        if (options.CompressionTolerance is not null && validationRows.Length == 0)
        {
            throw new InvalidOperationException(
                $"{nameof(AcnOptions.CompressionTolerance)} needs validation rows: set {nameof(AcnOptions.ValidationFraction)}, give Fit a validation set, or call Compress with one afterwards.");
        }
    }

    private static void RequireWeights(AcnOptions options, TrainingSet set, int[] trainingRows)
    {
        if (trainingRows.All(row => set.WeightOf(row) == 0))
            throw new InvalidOperationException($"All training rows have the weight 0 in column '{options.ExampleWeightColumnName}': there is nothing to learn from.");
    }

    private static void Warn(InputFamily family, TrainingRows train, TrainingRows? validation, TrainingContext context)
    {
        foreach (string warning in family.Warnings(train.Store))
            context.Warn(warning);
        if (validation is null)
            return;
        foreach (string warning in family.Warnings(validation.Store))
            context.Warn("Validation data: " + warning);
    }

    /// <summary>Cuts to the smallest depth within the tolerance; gives up the full network for the cut one.</summary>
    private static AcnNetwork Compress(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, double tolerance, TrainingContext context, Action checkCancelled)
    {
        EvaluationResult[] results = Evaluation.RunPrefixes(network, encoder, set, rows, checkCancelled);
        int depth = DepthChoice.Smallest([.. results.Select(result => result.Accuracy)], tolerance);
        context.Info(string.Create(CultureInfo.InvariantCulture,
            $"Kept {depth} of {results.Length - 1} layers: validation accuracy {results[depth].Accuracy * 100:F2} %, full depth {results[^1].Accuracy * 100:F2} %, tolerance {tolerance * 100:G3} points."));
        if (depth == network.Config.Layers)
            return network;
        AcnNetwork cut = network.Truncate(depth);
        network.Dispose();
        return cut;
    }

    private static string Describe(TrainingPlan plan, AcnNetwork network, int rows, int validationRows, ScalarType productType) => string.Create(CultureInfo.InvariantCulture,
        $"Training {network.Config.Connectivity} network of {network.Config.Layers} layers x {network.Config.Width} for {network.Config.Classes} classes on {rows:N0} rows ({validationRows:N0} for validation): {plan.Epochs} epochs, batch size {plan.BatchSize}, learning rate {plan.LearningRate:G3}, weight decay {plan.WeightDecay:G3}, dropout {plan.Dropout:G2}, {network.Weights().Sum(weight => weight.Tensor.numel()):N0} weights, {productType} products, device {network.Device}.");
}
