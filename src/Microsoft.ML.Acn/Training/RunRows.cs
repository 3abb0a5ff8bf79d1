using System.Globalization;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Training.Continual;

namespace Microsoft.ML.Acn.Training;

/// <summary>The rows of a run, each in its place.</summary>
/// <param name="Set">What is trained on, and also validated with where there is no other set.</param>
/// <param name="Split">Which rows are trained on, and which validated with.</param>
/// <param name="Validation">A set of its own to validate with, or null.</param>
/// <param name="Own">The rows to train on without those that are trained on again.</param>
/// <param name="Classes">The classes in the softmax of training; null for all.</param>
/// <param name="ValidatedClasses">The classes in that of validation, which may have rows of more; null for all.</param>
internal sealed record RunRows(TrainingSet Set, RowSplit Split, TrainingSet? Validation, int[] Own, TrainedClasses? Classes, TrainedClasses? ValidatedClasses)
{
    /// <exception cref="InvalidOperationException">Rows are missing, weigh nothing, or are too many to be held.</exception>
    public static RunRows Of(InputFamily family, TrainingRows train, TrainingRows? validation, AcnOptions options, TrainingPlan plan, TrainingContext context, TrainingStart? start)
    {
        TrainingSet set = SetOf(train);
        TrainingSet? validationSet = validation is null ? null : SetOf(validation);
        if (validation is { Store.IsSpilled: true })
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Of {validation.Count:N0} validation rows {validation.Store.MostRows:N0} are within the memory budget. Validation rows are held: give fewer, or a larger budget."));
        RowSplit split = RowSplit.Of(set, validation?.Count, plan, context.Seed);
        RequireValidation(options, split.Validation, start);
        RequireWeights(options, set, split.Training);
        family.Warn(train.Store, validation?.Store, context.Warn);

        int[] own = split.Training;
        if (options.Continual is { Kind: ContinualKind.Replay })
            ReplayRows.RequireHeld(train.Store);
        if (start?.StateFor(options.Continual) is KeptRows kept)
            (set, split) = ReplayRows.Mix(kept, set, split, start.Model.Encoder);
        if (start?.Model.Continual is { } left && options.Continual is null)
            context.Warn($"What the initial model has kept for {left.Name} protects nothing without {nameof(AcnOptions.Continual)}, and the new model does not have it.");
        (TrainedClasses? classes, TrainedClasses? validated) = ClassesOf(set, split, validationSet, options, start);
        return new RunRows(set, split, validationSet, own, classes, validated);
    }

    private static TrainingSet SetOf(TrainingRows rows) => new(rows.Store, rows.Labels, rows.Weights, rows.Classes.Count);

    private static (TrainedClasses? Trained, TrainedClasses? Validated) ClassesOf(TrainingSet set, RowSplit split, TrainingSet? validation, AcnOptions options, TrainingStart? start)
    {
        if (start is null || !(start.Trained.MaskAbsentClasses ?? options.Continual is not null))
            return (null, null);
        int[] trained = Array.ConvertAll(split.Training, row => set.Labels[row]);
        int[] validated = Array.ConvertAll(split.Validation, row => (validation ?? set).Labels[row]);
        return TrainedClasses.Of(trained, start.Classes, set.Classes) is { } some ? (some, TrainedClasses.Of(trained.Concat(validated), start.Classes, set.Classes)) : (null, null);
    }

    private static void RequireValidation(AcnOptions options, int[] validationRows, TrainingStart? start)
    {
        if (validationRows.Length > 0)
            return;
        if (start is { Competes: true })
        {
            throw new InvalidOperationException(
                $"{nameof(AcnOptions.WarmStart)}.{nameof(AcnWarmStartOptions.KeepInitialUnlessImproved)} needs validation rows: give Fit a validation set, or set {nameof(AcnOptions.ValidationFraction)}.");
        }
        if (options.CompressionTolerance is not null)
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
}
