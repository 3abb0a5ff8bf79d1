using Measuring;
using Measuring.Arms;
using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Data;
using PaperExperiments.Data;

namespace PaperExperiments.Training;

/// <summary>A network that was trained for an arm, through the public API as a user would, and what is measured of it.</summary>
internal sealed class ArmTraining : IDisposable
{
    /// <summary>Accuracy that may be given up when layers are cut: half a point.</summary>
    public const double Tolerance = 0.005;

    private readonly MLContext _ml;
    private readonly Material _material;
    private readonly Parts _parts;
    private readonly AcnRun _run;

    private ArmTraining(MLContext ml, Material material, Parts parts, AcnRun run) => (_ml, _material, _parts, _run) = (ml, material, parts, run);

    /// <summary>The context that it was trained in.</summary>
    public MLContext Context => _ml;

    public AcnTransformer Network => _run.Network;

    /// <summary>What the trainer reported at the end of each epoch.</summary>
    public IReadOnlyList<AcnTrainingProgress> EpochEnds => _run.EpochEnds;

    public double Seconds => _run.Seconds;

    /// <summary>Trains.</summary>
    public static ArmTraining Run(Material material, Parts parts, ArmPlan plan, IArmListener listener)
        => Run(material, parts, plan.OptionsFor(material, isChosen: parts.Validation.Count > 0), listener);

    /// <summary>Trains.</summary>
    /// <param name="material">The data.</param>
    /// <param name="parts">The rows.</param>
    /// <param name="options">Options of the trainer.</param>
    /// <param name="listener">Told of progress.</param>
    /// <param name="initial">What training begins with; null to start anew.</param>
    public static ArmTraining Run(Material material, Parts parts, AcnOptions options, IArmListener listener, AcnTransformer? initial = null)
    {
        var ml = new MLContext(options.Seed);
        options.Progress = new LiveProgress(listener);
        IDataView? validation = parts.Validation.Count > 0 ? material.View(ml, parts.Validation) : null;
        return new ArmTraining(ml, material, parts, AcnRun.Train(ml, options, material.View(ml, parts.Train), validation, listener.Say, initial));
    }

    /// <summary>ML.NET's figures of some rows.</summary>
    public MulticlassClassificationMetrics Evaluate(IReadOnlyList<Sample> rows, AcnTransformer? cut = null) => _run.Evaluate(cut ?? Network, _material.View(_ml, rows));

    /// <summary>Rows with labels as keys.</summary>
    public IDataView Keyed(IReadOnlyList<Sample> rows) => _run.Labels.Transform(_material.View(_ml, rows));

    /// <summary>Accuracy on test rows, and what is left of it and of the layers when validation rows choose a depth.</summary>
    public ArmOutcome MeasureDepths()
    {
        AcnDepthProfile profile = Network.ProfileDepth(Keyed(_parts.Validation), measureSpeed: false);
        int kept = profile.SmallestWithin(Tolerance);
        AcnDepthProfile test = Network.ProfileDepth(Keyed(_parts.Test), measureSpeed: false);
        ArmOutcome outcome = MeasureTest();
        outcome.Figures["layers"] = Network.Depth;
        outcome.Figures["layers kept"] = kept;
        outcome.Figures["test accuracy, layers kept"] = test[kept].Accuracy;
        outcome.Series["test accuracy by depth"] = [.. test.Select(depth => depth.Accuracy)];
        outcome.Series["validation accuracy by depth"] = [.. profile.Select(depth => depth.Accuracy)];
        outcome.Grids["validation accuracy by epoch and depth"] = [.. EpochEnds.Select(end => end.DepthAccuracies ?? [])];
        AcnLayerDiagnostics[][] layers = [.. EpochEnds.Select(end => (end.Layers ?? []).ToArray())];
        outcome.Grids["gradient norm by epoch and layer"] = [.. layers.Select(end => end.Select(layer => layer.GradientNorm).ToArray())];
        // Only where the head reads a sum.
        if (layers.All(end => end.All(layer => layer.DirectGradientShare is not null)))
            outcome.Grids["direct share by epoch and layer"] = [.. layers.Select(end => end.Select(layer => layer.DirectGradientShare!.Value).ToArray())];
        return outcome;
    }

    /// <summary>Accuracy and log-loss on test rows, and the time of training.</summary>
    public ArmOutcome MeasureTest()
    {
        MulticlassClassificationMetrics test = Evaluate(_parts.Test);
        return new ArmOutcome
        {
            Figures =
            {
                ["test accuracy"] = test.MicroAccuracy,
                ["test log-loss"] = test.LogLoss,
                ["training, s"] = Seconds,
                ["epochs trained"] = EpochEnds.Count,
            },
        };
    }

    public void Dispose() => _run.Dispose();

    private sealed class LiveProgress(IArmListener listener) : IProgress<AcnTrainingProgress>
    {
        public void Report(AcnTrainingProgress value) => listener.Live(value.Fraction, FormattableString.Invariant($"epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F3}  {value.RowsPerSecond:N0} rows/s"));
    }
}
