using System.Globalization;
using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>A part of the paper that is measured again: which arms there are, how each is measured, and what is told of them.</summary>
internal abstract class Experiment
{
    /// <summary>The word for it on the command line, and the name of its files.</summary>
    public abstract string Name { get; }

    /// <summary>The question, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>What is done and what was cut to do it in hours, for the page of results.</summary>
    public abstract string Method { get; }

    /// <summary>All arms that the user asks for, in an order in which early ones already tell something: seed by seed.</summary>
    public abstract IEnumerable<ExperimentArm> Arms(ExperimentContext context);

    /// <summary>Writes tables and plots, from what was measured alone.</summary>
    public abstract void Write(ReportPage page, Measured measured, string data);

    /// <summary>The size for the full preset: one for all experiments that do not vary or need another, so that pages can be compared.</summary>
    protected virtual ExperimentSize FullSize(Material material) => material.Name == "image"
        ? new ExperimentSize(new PartSizes(10_000, 2_500, 10_000), Epochs: 4)
        : new ExperimentSize(new PartSizes(30_000, 2_500, 8_000), Epochs: 3);

    protected ExperimentSize SizeOf(Material material, ExperimentContext context)
        => (context.Preset == Preset.Smoke ? ExperimentSize.Smoke : FullSize(material)).LimitedTo(context.RowLimit);

    /// <summary>An arm for each seed, data and kind of network, on the first rows of the data.</summary>
    /// <param name="context">What the user asks for.</param>
    /// <param name="kinds">The kinds of network.</param>
    /// <param name="measure">Trains and measures.</param>
    protected IEnumerable<ExperimentArm> ArmsOf(ExperimentContext context, IEnumerable<NetworkKind> kinds, Func<Material, Parts, ArmPlan, IArmListener, ArmOutcome> measure) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        from kind in kinds
        let size = SizeOf(material, context)
        let plan = Plan(kind, size, seed, context)
        select Arm(material, string.Empty, plan, size.Rows, (pool, listener) => measure(material, Parts.Of(pool, size.Rows), plan, listener));

    /// <summary>An arm of these sizes.</summary>
    /// <param name="material">The data.</param>
    /// <param name="variant">What else differs between arms, or nothing.</param>
    /// <param name="plan">The training.</param>
    /// <param name="size">The rows.</param>
    /// <param name="measure">Trains and measures.</param>
    protected static ExperimentArm Arm(Material material, string variant, ArmPlan plan, PartSizes size, Func<Pool, IArmListener, ArmOutcome> measure)
    {
        var key = new ArmKey(material.Name, plan.Kind.Name, variant, plan.Seed);
        var settings = new Dictionary<string, string>(plan.Settings())
        {
            ["data"] = material.Source,
            ["variant"] = variant,
            ["training rows"] = size.Train.ToString(CultureInfo.InvariantCulture),
            ["validation rows"] = size.Validation.ToString(CultureInfo.InvariantCulture),
            ["test rows"] = size.Test.ToString(CultureInfo.InvariantCulture),
        };
        return new ExperimentArm(key, new Arm(key.FileName, settings, listener => measure(material.Load(listener.Say), listener)));
    }

    /// <summary>Trains, and measures every depth.</summary>
    protected static ArmOutcome MeasureDepths(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        return training.MeasureDepths();
    }

    protected static ArmPlan Plan(NetworkKind kind, ExperimentSize size, int seed, ExperimentContext context) => new()
    {
        Kind = kind,
        Layers = size.Layers,
        Width = size.Width,
        Epochs = size.Epochs,
        Seed = seed,
        Threads = context.Threads,
    };
}

/// <summary>An arm, and what it is.</summary>
internal sealed record ExperimentArm(ArmKey Key, Arm Arm);
