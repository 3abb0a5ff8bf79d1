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
        RowSplit split = Split(set, validation, plan, context);
        TrainingSet? validationSet = validation is null ? null : SetOf(validation);
        RequireValidation(options, split.Validation);
        RequireWeights(options, set, split.Training);
        Warn(family, train, validation, context);

        void CheckCancelled()
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            context.CheckAlive();
        }

        float[] classFactors = ClassWeighting.InUnitsOfTheMean(options.ClassWeights, set, split.Training);
        PreparedRows rows = train.Store.IsSpilled
            ? new StreamedRows(family, set, train.Source!, CheckCancelled).Prepare(split, validationSet, plan, classFactors)
            : PreparedRows.Held(family, set, split, validationSet, plan, classFactors);
        InputEncoder encoder = rows.Encoder;
        AcnNetwork network = new(ConfigFor(options, family, encoder, set.Classes), context.Device, context.Seed);
        try
        {
            ScalarType productType = PrecisionProbe.Choose(options.Precision, context.Device);
            network.SetProductType(productType);
            context.Info(Describe(plan, network, split.Training.Length, split.Validation.Length, productType));
            var loop = new TrainingLoop(network, plan, rows.Batches)
            {
                CheckCancelled = CheckCancelled,
                Validate = rows.ValidationRows.Length == 0 ? null : Validate,
                EarlyStopping = options.EarlyStopping,
                KeepBestWhenCancelled = options.OnCancellation == AcnCancellationBehavior.KeepBest,
                Progress = context.Progress,
                Info = context.Info,
            };
            // Only a listener hears of the other depths.
            EvaluationResult[] Validate() => options.Progress is null
                ? [Evaluation.Run(network, encoder, rows.ValidationSet, rows.ValidationRows, CheckCancelled)]
                : Evaluation.RunPrefixes(network, encoder, rows.ValidationSet, rows.ValidationRows, CheckCancelled);

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
                network = Compress(network, rows, tolerance, context, CheckLate);
            if (options.CalibrateProbabilities && rows.ValidationRows.Length > 0)
                context.Info(string.Create(CultureInfo.InvariantCulture, $"Temperature {TemperatureScaling.Apply(network, encoder, rows.ValidationSet, rows.ValidationRows, CheckLate):F3}."));
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

    private static RowSplit Split(TrainingSet set, TrainingRows? validation, TrainingPlan plan, TrainingContext context)
    {
        if (validation is { Store.IsSpilled: true })
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Of {validation.Count:N0} validation rows {validation.Store.MostRows:N0} are within the memory budget. Validation rows are held: give fewer, or a larger budget."));
        if (validation is not null)
            return new RowSplit(AllRows(set), [.. Enumerable.Range(0, validation.Count)]);
        if (plan.ValidationFraction == 0)
            return new RowSplit(AllRows(set), []);
        (int[] training, int[] heldOut) = StratifiedSplit.Draw(set.Labels, set.Classes, plan.ValidationFraction, new Random(context.Seed));
        return new RowSplit(training, heldOut);
    }

    /// <summary>The network that options and rows ask for.</summary>
    internal static NetworkConfig ConfigFor(AcnOptions options, InputFamily family, InputEncoder encoder, int classes) => new()
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
    private static AcnNetwork Compress(AcnNetwork network, PreparedRows rows, double tolerance, TrainingContext context, Action checkCancelled)
    {
        EvaluationResult[] results = Evaluation.RunPrefixes(network, rows.Encoder, rows.ValidationSet, rows.ValidationRows, checkCancelled);
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
