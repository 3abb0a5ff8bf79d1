using System.Globalization;
using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training.Checkpoints;
using Microsoft.ML.Acn.Training.Continual;
using Microsoft.ML.Acn.Training.Pruning;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>The story of Fit after the rows are read: plan, split, learn the vocabulary, train, compress.</summary>
internal static class TrainingRun
{
    /// <summary>Trains a model. The caller owns its network.</summary>
    /// <param name="family">The kind of rows.</param>
    /// <param name="train">What is trained on.</param>
    /// <param name="validation">What epochs are compared on, or null to keep some of the training rows for that.</param>
    /// <param name="options">Options of the family.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="start">What training begins with; null to start anew. The family is then a <see cref="FittedFamily"/> of its encoder.</param>
    public static AcnModel Train(InputFamily family, TrainingRows train, TrainingRows? validation, AcnOptions options, TrainingContext context, TrainingStart? start = null)
    {
        using IDisposable memory = NativeHeap.GiveBackAfterwards();
        using var threads = new ThreadScope(options.Threads);
        // Whatever the program around has switched off.
        using var tracked = inference_mode(false);
        using var gradients = enable_grad();
        TrainingPlan plan = TrainingPlanner.Plan(options, train.Labels.Length) with { BodyRateFactor = start?.Trained.BodyLearningRateFactor ?? 1 };
        (TrainingSet set, RowSplit split, TrainingSet? validationSet, int[] own, TrainedClasses? classes, TrainedClasses? validatedClasses) = RunRows.Of(family, train, validation, options, plan, context, start);

        var cancellation = new RunCancellation(options, context.CheckAlive);
        Checkpoint? checkpoint = Checkpoint.For(options, context);
        float[] classFactors = ClassWeighting.InUnitsOfTheMean(options.ClassWeights, set, split.Training);
        PreparedRows rows = train.Store.IsSpilled
            ? new StreamedRows(family, set, train.Source!, cancellation.Check).Prepare(split, validationSet, plan, classFactors)
            : PreparedRows.Held(family, set, split, validationSet, plan, classFactors, context.Device);
        InputEncoder encoder = rows.Encoder;
        AcnNetwork network = start?.Copy(context.Device, context.Seed) ?? new(ConfigFor(options, family, encoder, set.Classes), context.Device, context.Seed);
        AcnModel? same = start is { IsSameModel: true } ? start.Model : null;
        bool competes = start is { Competes: true }, comparesResults = competes || same is not null;
        var model = new AcnModel(encoder, network, train.Classes, same?.Columns ?? new OutputColumns(options.LabelColumnName, options.ScoreColumnName, options.PredictedLabelColumnName), same?.EarlyExit);
        try
        {
            checkpoint?.Match(FingerprintOf());
            ScalarType productType = checkpoint?.Products(options.Precision, context.Device) ?? PrecisionProbe.Choose(options.Precision, context.Device);
            network.SetProductType(productType);
            using var continual = new ContinualRun(network, options.Continual, start);
            context.Info(Describe(plan, network, "classes", split, productType));
            using PruningRule? pruning = PruningRule.For(network, start?.Pruning, rows.Batches.StepsPerEpoch * plan.Epochs);
            var loop = new TrainingLoop(network, plan, rows.Batches)
            {
                CheckCancelled = cancellation.Check,
                Validate = rows.ValidationRows.Length == 0 ? null : () => Validate(calibrates: comparesResults),
                EarlyStopping = options.EarlyStopping,
                ValidateStart = competes ? () => Validate(calibrates: false)[^1] : null,
                KeepBestWhenCancelled = options.OnCancellation == AcnCancellationBehavior.KeepBest,
                IsResult = () => pruning?.IsComplete ?? true,
                // ML.NET's own channel has no use for them.
                MeasuresLayers = options.Progress is not null,
                // Pruning looks at the gradients of the loss alone, and what it sets to zero is no move.
                Rules = pruning is null ? continual.Rules : [pruning, .. continual.Rules],
                Anchor = continual.Anchor,
                Classes = classes,
                Budget = new TimeBudget(options.MaxTrainingTime, TimeProvider.System),
                Checkpoint = checkpoint,
                Progress = context.Progress,
                Info = context.Info,
            };
            SortedDictionary<string, string> FingerprintOf()
            {
                SortedDictionary<string, string> run = RunFingerprint.Of(options, context, network, start?.StateFor(options.Continual));
                run.AddClasses(train.Classes);
                run.AddRows("training", set, split.Training, encoder);
                run.AddRows("validation", rows.ValidationSet, rows.ValidationRows, encoder);
                return run;
            }

            // A start and what is compared with it count as they would come back: in 32 bits, and calibrated.
            EvaluationResult[] Validate(bool calibrates)
            {
                if (comparesResults)
                    network.SetProductType(ScalarType.Float32);
                // Only a listener hears of the other depths.
                EvaluationResult[] results = options.Progress is null
                    ? [Evaluation.Run(network, encoder, rows.ValidationSet, rows.ValidationRows, cancellation.Check, validatedClasses)]
                    : Evaluation.RunPrefixes(network, encoder, rows.ValidationSet, rows.ValidationRows, cancellation.Check, validatedClasses);
                if (calibrates && options.CalibrateProbabilities)
                    results[^1] = results[^1] with { LogLoss = TemperatureScaling.CalibratedLogLoss(network, encoder, rows.ValidationSet, rows.ValidationRows, cancellation.Check, classes: validatedClasses) ?? results[^1].LogLoss };
                network.SetProductType(productType);
                return results;
            }

            if (!loop.Run(context.Seed))
                context.Warn("Training was cancelled; the best weights so far are kept.");
            else if (loop.IsStartBest)
                start!.TellThatItStays(options.Continual, context);
            pruning?.Complete();
            if (pruning is not null)
                model = model with { Network = pruning.Finish(network) };
            // Scores are always computed in 32 bits, the same on every machine; so the depth and the temperature are chosen in them too.
            model.Network.SetProductType(ScalarType.Float32);
            model = model with { Continual = loop.IsStartBest ? start!.OwnState(options.Continual) : continual.Finish(model, set, own, rows.Batches, classes, new Random(context.Seed), cancellation.CheckLate) };
            if (options.CompressionTolerance is { } tolerance)
                model = Compress(model, rows, tolerance, context, cancellation.CheckLate);
            // A start that no epoch was better than stays as it is, but for layers that are cut.
            bool isStart = loop.IsStartBest && model.Network.Config.Layers == start!.Model.Network.Config.Layers;
            if (options.CalibrateProbabilities && rows.ValidationRows.Length > 0 && !isStart)
            {
                double temperature = TemperatureScaling.Apply(model.Network, encoder, rows.ValidationSet, rows.ValidationRows, cancellation.CheckLate, classes: validatedClasses);
                model = model with { Continual = model.Continual?.WithScaledHead(1 / temperature) };
                context.Info(string.Create(CultureInfo.InvariantCulture, $"Temperature {temperature:F3}."));
            }
            return model;
        }
        catch
        {
            model.Network.Dispose();
            throw;
        }
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

    /// <summary>Cuts to the smallest depth within the tolerance; gives up the full network for the cut one.</summary>
    private static AcnModel Compress(AcnModel model, PreparedRows rows, double tolerance, TrainingContext context, Action checkCancelled)
    {
        AcnDepthProfile profile = new DepthProfiler(model) { CheckCancelled = checkCancelled }
            .Measure(rows.ValidationSet.Store, rows.ValidationRows, rows.ValidationSet.Labels, rows.ValidationSet.Weights);
        var compression = new AcnCompression(profile, new DepthRule(tolerance));
        context.Info(compression.ToString());
        if (compression.Depth == model.Network.Config.Layers)
            return model with { Compression = compression };
        AcnModel cut = model.Cut(compression.Depth) with { Compression = compression };
        model.Network.Dispose();
        return cut;
    }

    /// <summary>A sentence about a run that begins.</summary>
    /// <param name="plan">Its numbers.</param>
    /// <param name="network">What is trained.</param>
    /// <param name="classes">What the classes are.</param>
    /// <param name="split">The rows.</param>
    /// <param name="productType">The format of products.</param>
    internal static string Describe(TrainingPlan plan, AcnNetwork network, string classes, RowSplit split, ScalarType productType) => string.Create(CultureInfo.InvariantCulture,
        $"Training {network.Config.Connectivity} network of {network.Config.Layers} layers x {network.Config.Width} for {network.Config.Classes} {classes} on {split.Training.Length:N0} rows ({split.Validation.Length:N0} for validation): {plan.Epochs} epochs, batch size {plan.BatchSize}, learning rate {plan.LearningRate:G3}, weight decay {plan.WeightDecay:G3}, dropout {plan.Dropout:G2}, {network.Weights().Sum(weight => weight.Tensor.numel()):N0} weights, {productType} products, device {network.Device}.");
}
