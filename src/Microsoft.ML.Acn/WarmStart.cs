using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn;

/// <summary>Whether and how a trained model can be trained on with a trainer's options.</summary>
internal static class WarmStart
{
    /// <summary>How rows are read: as the model reads them, with the training noise of the options.</summary>
    /// <exception cref="ArgumentException">The model and the options do not fit; the message says in what.</exception>
    public static FittedFamily FamilyOf(AcnModel model, AcnOptions options)
    {
        var problems = new List<string>();
        Type own = InputFamilies.OptionsFor(model.Encoder).GetType();
        if (own != options.GetType())
            throw Misfit([$"it is a model of {own.Name}, and the trainer has {options.GetType().Name}"]);
        InputFamily family = InputFamilies.Of(options);
        string[] wanted = [.. family.Columns.Select(column => column.Name)];
        if (!wanted.SequenceEqual(model.Encoder.ColumnNames))
            problems.Add($"it reads {Names(model.Encoder.ColumnNames)}, and the trainer {Names(wanted)}");
        int frozen = options.WarmStart?.FrozenLayers ?? 0, layers = model.Network.Config.Layers;
        if (frozen > layers)
            problems.Add(FormattableString.Invariant($"it has {layers} layers, and {nameof(AcnOptions.WarmStart)}.{nameof(AcnWarmStartOptions.FrozenLayers)} is {frozen}"));
        if (model.Pretraining is not null && options.WarmStart is { KeepInitialUnlessImproved: true })
            problems.Add($"it is pre-trained and has no head that {nameof(AcnOptions.WarmStart)}.{nameof(AcnWarmStartOptions.KeepInitialUnlessImproved)} could keep");
        if (ContinualState.MisfitOf(model.Continual, options.Continual) is { } misfit)
            problems.Add(misfit);
        if (problems.Count > 0)
            throw Misfit(problems);
        OptionsValidator.Check(options, model.Network.Config.Connectivity);
        return new FittedFamily(family, model.Encoder);
    }

    /// <summary>
    /// The classes to be trained: those of the data in their order, so that evaluators find them there, and then the model's others, unless these are the
    /// words of pre-training.
    /// </summary>
    /// <exception cref="ArgumentException">The values are of another type, or a pre-trained model has too few classes to learn.</exception>
    public static LabelValues ClassesOf(AcnModel model, DataViewSchema.Column label)
    {
        LabelValues data = LabelClasses.Of(label, atLeastTwo: model.Pretraining is not null);
        if (model.Pretraining is not null)
            return data;
        if (!Equals(model.Labels.ItemType, data.ItemType))
            throw Misfit([$"its classes have {KindOf(model.Labels)}, and the keys of the label column {KindOf(data)}"]);
        return data.UnionWith(model.Labels);
    }

    /// <summary>What training begins with.</summary>
    /// <param name="model">The initial model.</param>
    /// <param name="classes">See <see cref="ClassesOf"/>.</param>
    /// <param name="options">Of the training.</param>
    public static TrainingStart StartOf(AcnModel model, LabelValues classes, AcnOptions options)
    {
        AcnWarmStartOptions warm = options.WarmStart ?? new AcnWarmStartOptions();
        return new TrainingStart(model) { Classes = PlacesOf(model, classes), Trained = warm, Competes = warm.KeepInitialUnlessImproved };
    }

    /// <summary>For each class to be trained its place among the model's, or -1 for one that it does not have.</summary>
    private static int[] PlacesOf(AcnModel model, LabelValues classes)
        => model.Pretraining is null ? model.Labels.MapFrom(classes) : [.. Enumerable.Repeat(-1, classes.Count)];

    private static string KindOf(LabelValues labels) => labels.ItemType is { } type ? $"values of type {type}" : "no values";

    private static string Names(IEnumerable<string> columns) => string.Join(" and ", columns.Select(column => $"'{column}'"));

    private static ArgumentException Misfit(IReadOnlyList<string> problems, string parameter = "initial") => new($"The initial model does not fit: {string.Join("; ", problems)}.", parameter);
}
