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

    /// <summary>Whether a number is one that this experiment tells of. Arms that several experiments share have those of all.</summary>
    /// <param name="measure">The name of a figure, a series or a grid.</param>
    public abstract bool TellsOf(string measure);

    /// <summary>The size for the full preset.</summary>
    protected virtual ExperimentSize FullSize(Material material) => SharedArms.FullSize(material);

    protected ExperimentSize SizeOf(Material material, ExperimentContext context)
        => (context.Preset == Preset.Smoke ? ExperimentSize.Smoke : FullSize(material)).LimitedTo(context.RowLimit);

    /// <summary>The arms that several experiments look at, each in its own way: they are trained once. See <see cref="SharedArms"/>.</summary>
    /// <param name="context">What the user asks for.</param>
    /// <param name="kinds">The kinds of network for some data.</param>
    protected IEnumerable<ExperimentArm> Shared(ExperimentContext context, Func<Material, IEnumerable<NetworkKind>> kinds) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        from kind in kinds(material)
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context)
        select Arm(material, string.Empty, plan, size.Rows, (pool, listener) => SharedArms.Measure(material, Parts.Of(pool, size.Rows), plan, listener));

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
            ["layers of"] = material.Name,
            ["variant"] = variant,
            ["training rows"] = size.Train.ToString(CultureInfo.InvariantCulture),
            ["validation rows"] = size.Validation.ToString(CultureInfo.InvariantCulture),
            ["test rows"] = size.Test.ToString(CultureInfo.InvariantCulture),
        };
        return new ExperimentArm(key, new Arm(key.FileName, settings, listener => measure(material.Load(listener.Say), listener)));
    }

    protected static ArmPlan Plan(Material material, NetworkKind kind, ExperimentSize size, int seed, ExperimentContext context) => new()
    {
        Kind = kind,
        Layers = size.Layers,
        Width = size.Width,
        Epochs = size.Epochs,
        LearningRate = context.LearningRate ?? LearningRates.Of(material, kind),
        Seed = seed,
        Threads = context.Threads,
    };
}

/// <summary>An arm, and what it is.</summary>
internal sealed record ExperimentArm(ArmKey Key, Arm Arm);
