using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Pruning;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>The story of Prune: prune to a sparsity, in one step or while training on, or search the largest sparsity within a tolerance, and say what was done.</summary>
/// <param name="host">The transformer's.</param>
/// <param name="model">The transformer's.</param>
/// <param name="engine">The transformer's.</param>
/// <param name="seed">Seed of fine-tuning, if its options have none.</param>
internal sealed class AcnPruner(IHost host, AcnModel model, ScoringEngine engine, int seed)
{
    /// <summary>A model of its own, pruned. The caller owns its network.</summary>
    public AcnModel Prune(IDataView? validation, AcnPruningOptions options)
    {
        AcnOptions family = InputFamilies.OptionsFor(model.Encoder);
        options.Check(model.Network.Config.Layer.Size().Heads is not null, model.Network.Config.Connectivity, family, validation is not null);
        RequireNoImportances(options);
        AcnOptions? training = options.FineTuneEpochs > 0 ? options.FineTuning.ForTraining(family, seed, AcnStoppingMetric.Accuracy) : null;
        TrainingRows? rows = validation is null ? null : new LabelledRows(host, model, nameof(validation)).Read(validation);
        if (training is not null && rows is null)
            (training.ValidationFraction, training.EarlyStopping) = (0, null);
        // A lease for the whole of it: the weights are what training begins with.
        AcnModel pruned = engine.Use(held => Prune(held, rows, options, training));
        MlNetHost.Log(host, "Pruning", pruned.Pruning!.ToString());
        return pruned;
    }

    /// <exception cref="ArgumentException">There would be importances of weights that are gone, or rows kept for another way to protect.</exception>
    private void RequireNoImportances(AcnPruningOptions options)
    {
        AcnContinual? continual = options.FineTuneEpochs > 0 ? options.FineTuneOptions?.Continual : null;
        FineTuner.RequireState(model, options.FineTuning);
        if (options.Target == AcnPruningTarget.Weights || (model.Continual is not WeightImportances && continual is null or { Kind: ContinualKind.Replay }))
            return;
        string state = model.Continual?.Name ?? ContinualState.NameOf(continual!.Kind);
        throw new ArgumentException($"{options.Target} cannot be pruned with {state}: it has an importance for each weight, and weights would be gone. Prune {nameof(AcnTransformer.WithoutContinualState)}(), or prune {nameof(AcnPruningTarget.Weights)}.", nameof(options));
    }

    private AcnModel Prune(AcnModel held, TrainingRows? rows, AcnPruningOptions options, AcnOptions? training)
    {
        AcnDepthResult? before = rows is null ? null : Measure(held, rows);
        FineTuner? tuner = training is null ? null : new FineTuner(host, training);
        SparsitySearch? search = options.Sparsity is null ? new SparsitySearch(options.SearchSteps, before!.Accuracy - options.AccuracyTolerance!.Value, KeepsBest) : null;
        AcnModel pruned = search is null
            ? Once(held, options.Sparsity!.Value, rows, options, tuner)
            : search.Run(sparsity => Once(held, sparsity, rows, options, tuner), tried => Measure(tried, rows!).Accuracy) ?? Unpruned(held);
        try
        {
            return pruned with
            {
                Pruning = new AcnPruning(PruningReport.Of(held.Network, pruned.Network, options.Target, options.IncludeEmbedding ? PrunedWeights.LayersAndEmbedding : PrunedWeights.Layers))
                {
                    Target = options.Target,
                    Criterion = options.Criterion,
                    Sparsity = search?.Found ?? options.Sparsity!.Value,
                    Tries = search?.Tries ?? [],
                    Before = before,
                    After = rows is null ? null : Measure(pruned, rows),
                    ParametersBefore = Parameters(held),
                    ParametersAfter = Parameters(pruned),
                    FileBytesBefore = FileBytes(held),
                    FileBytesAfter = FileBytes(pruned),
                },
            };
        }
        catch
        {
            pruned.Network.Dispose();
            throw;
        }

        bool KeepsBest() => training is { OnCancellation: AcnCancellationBehavior.KeepBest } && RunCancellation.IsAskedFor(new RunCancellation(training, CheckHost).Check);
    }

    /// <summary>A model of its own, pruned to a sparsity.</summary>
    private static AcnModel Once(AcnModel held, double sparsity, TrainingRows? rows, AcnPruningOptions options, FineTuner? tuner)
    {
        var plan = new PruningPlan
        {
            Target = options.Target,
            Criterion = options.Criterion,
            Sparsity = sparsity,
            IncludesEmbedding = options.IncludeEmbedding,
            RampFraction = options.RampFraction,
        };
        return tuner is null
            ? InOneStep(Unpruned(held), plan)
            : tuner.Run(new TrainingStart(held) { IsSameModel = true, Pruning = plan }, options.FineTuneData!, rows, (tuned, _) => tuned with { Compression = held.Compression });
    }

    /// <summary>A model of its own, as it is.</summary>
    private static AcnModel Unpruned(AcnModel held) => held with { Network = held.Network.Copy(held.Network.Device, classes: null, seed: 0) };

    /// <summary>Takes the model over.</summary>
    private static AcnModel InOneStep(AcnModel copy, PruningPlan plan)
    {
        try
        {
            using var rule = new PruningRule(copy.Network, plan, steps: 0);
            rule.Complete();
            return copy with { Network = rule.Finish(copy.Network) };
        }
        catch
        {
            copy.Network.Dispose();
            throw;
        }
    }

    private AcnDepthResult Measure(AcnModel measured, TrainingRows rows) => new DepthProfiler(measured) { CheckCancelled = CheckHost }.MeasureFullDepth(rows);

    private void CheckHost() => MlNetHost.ThrowIfCancelled(host);

    private static long Parameters(AcnModel counted) => counted.Network.Weights().Sum(weight => weight.Tensor.numel());

    private static long FileBytes(AcnModel saved) => ModelSerializer.LengthOf(saved, ModelSerializer.CountNonZeros(saved.Network));
}
