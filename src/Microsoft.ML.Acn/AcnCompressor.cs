using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>The story of Compress: measure every depth, choose one, cut, say why, and fine-tune what is left.</summary>
/// <param name="host">The transformer's.</param>
/// <param name="model">The transformer's.</param>
/// <param name="engine">The transformer's.</param>
/// <param name="seed">Seed of fine-tuning, if its options have none.</param>
internal sealed class AcnCompressor(IHost host, AcnModel model, ScoringEngine engine, int seed)
{
    /// <param name="data">What to measure on.</param>
    /// <param name="parameter">The parameter that the data came in, for exceptions.</param>
    /// <param name="measureSpeed">Whether rows per second are measured too.</param>
    public AcnDepthProfile Profile(IDataView data, string parameter, bool measureSpeed)
        => Profile(data, new LabelledRows(host, model, parameter).Read(data), measureSpeed);

    /// <summary>A model of its own, cut. The caller owns its network.</summary>
    public AcnModel Compress(IDataView validation, AcnCompressionOptions options)
    {
        AcnOptions family = InputFamilies.OptionsFor(model.Encoder);
        options.Check(engine.Depth, model.Network.Config.Connectivity, family);
        FineTuner.RequireState(model, options.FineTuning);
        AcnStoppingMetric metric = options.LogLossTolerance is null ? AcnStoppingMetric.Accuracy : AcnStoppingMetric.LogLoss;
        AcnOptions? tuning = options.FineTuneEpochs > 0 ? options.FineTuning.ForTraining(family, seed, metric) : null;
        TrainingRows rows = new LabelledRows(host, model, nameof(validation)).Read(validation);
        var rule = new DepthRule(options.EffectiveAccuracyTolerance, options.LogLossTolerance, options.MinimumDepth);
        var compression = new AcnCompression(Profile(validation, rows, options.MeasureSpeed), rule);
        AcnModel cut = engine.Use(held => held.Cut(compression.Depth)) with { Compression = compression };
        if (tuning is not null)
            cut = FineTune(cut, rows, options, tuning);
        MlNetHost.Log(host, "Compression", cut.Compression!.ToString());
        return cut;
    }

    private AcnDepthProfile Profile(IDataView data, TrainingRows rows, bool measureSpeed)
    {
        double[]? speeds = measureSpeed ? new ScoringSpeed(host, engine.Encoder.ColumnNames).Measure(data, rows.Count, engine.Depth + 1, engine.AtDepth) : null;
        var profiler = new DepthProfiler(model)
        {
            Forward = engine.ForwardPrefixes,
            CountNonZeros = () => engine.Use(held => ModelSerializer.CountNonZeros(held.Network)),
            CheckCancelled = CheckHost,
        };
        return profiler.Measure(rows.Store, [.. Enumerable.Range(0, rows.Count)], rows.Labels, rowsPerSecond: speeds);
    }

    /// <summary>Trains the cut network on. Takes it over, and gives it back where that was cancelled before there was anything else to keep.</summary>
    private AcnModel FineTune(AcnModel cut, TrainingRows validation, AcnCompressionOptions options, AcnOptions training)
    {
        try
        {
            AcnModel tuned = Tune(cut, validation, options, training);
            cut.Network.Dispose();
            return tuned;
        }
        catch (OperationCanceledException) when (training.OnCancellation == AcnCancellationBehavior.KeepBest && RunCancellation.IsAskedFor(new RunCancellation(training, CheckHost).Check))
        {
            MlNetHost.Warn(host, "Compression", "Fine-tuning was cancelled before its first step; the cut is kept as it is.");
            return cut;
        }
        catch
        {
            cut.Network.Dispose();
            throw;
        }
    }

    /// <summary>A model of its own, trained on from the cut one.</summary>
    private AcnModel Tune(AcnModel cut, TrainingRows validation, AcnCompressionOptions options, AcnOptions training) => new FineTuner(host, training).Run(
        new TrainingStart(cut) { IsSameModel = true, Competes = true },
        options.FineTuneData!,
        validation,
        (tuned, checkCancelled) => tuned with { Compression = cut.Compression!.With(Measure(tuned, validation, checkCancelled)) });

    private static AcnDepthResult Measure(AcnModel tuned, TrainingRows validation, Action checkCancelled)
        => new DepthProfiler(tuned) { CheckCancelled = checkCancelled }.MeasureFullDepth(validation);

    private void CheckHost() => MlNetHost.ThrowIfCancelled(host);
}
