using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Training.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>The story of pre-training after the rows are read: as <see cref="TrainingRun"/>, but the classes are words and tokens are read out, not rows.</summary>
internal static class PretrainingRun
{
    private const int DefaultEpochs = 10;
    private const double DefaultDropout = 0.1;
    private const double DefaultWeightDecay = 0.05;

    /// <summary>Trains a network to guess masked words. The caller owns it.</summary>
    /// <param name="family">The text family, or a <see cref="FittedFamily"/> of the start's encoder.</param>
    /// <param name="train">What is trained on.</param>
    /// <param name="validation">What epochs are compared on, or null to keep some of the training rows for that.</param>
    /// <param name="options">The options.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="start">A pre-trained model to go on from; null to start anew.</param>
    public static AcnModel Train(InputFamily family, RowStore train, RowStore? validation, AcnPretrainOptions options, TrainingContext context, TrainingStart? start)
    {
        AcnTextOptions text = options.Text;
        using IDisposable memory = NativeHeap.GiveBackAfterwards();
        using var threads = new ThreadScope(text.Threads);
        // Whatever the program around has switched off.
        using var tracked = inference_mode(false);
        using var gradients = enable_grad();
        TrainingPlan plan = PlanFor(text, train.Count);
        TrainingSet set = Unlabelled(train);
        RowSplit split = RowSplit.Of(set, validation?.Count, plan, context.Seed);
        family.Warn(train, validation, context.Warn);

        var cancellation = new RunCancellation(text, context.CheckAlive);
        Checkpoint? checkpoint = Checkpoint.For(text, context);
        var encoder = (TextEncoder)family.BuildEncoder(train, split.Training);
        LabelValues words = start?.Model.Labels ?? WordsOf(encoder.Vocabulary, options);
        double[]? considered = options.FrequentWordThreshold is not { } threshold ? null
            : WordShares.Considered(WordShares.Of((TextRowStore)train, split.Training, encoder.Vocabulary, words.Count), threshold);
        var batches = new CachedBatches(encoder, set, split.Training, plan.BatchSize, [1], random => new MaskNoise(random, words.Count, options.MaskedShare) { Considered = considered })
        {
            Device = context.Device,
        };
        AcnNetwork network = start?.Copy(context.Device, context.Seed) ?? new(TrainingRun.ConfigFor(text, family, encoder, words.Count), context.Device, context.Seed);
        try
        {
            checkpoint?.Match(FingerprintOf());
            ScalarType productType = checkpoint?.Products(text.Precision, context.Device) ?? PrecisionProbe.Choose(text.Precision, context.Device);
            network.SetProductType(productType);
            context.Info(TrainingRun.Describe(plan, network, "words", split, productType));
            var evaluation = new MaskedEvaluation(network, encoder, validation ?? train, split.Validation) { Share = options.MaskedShare, Seed = context.Seed, CheckCancelled = cancellation.Check };
            var loop = new TrainingLoop(network, plan, batches)
            {
                CheckCancelled = cancellation.Check,
                // Only a listener hears of the other depths.
                Validate = !evaluation.HasTokens() ? null : () => (text.Progress is null ? evaluation.Run() : evaluation.RunPrefixes()).Depths,
                EarlyStopping = text.EarlyStopping,
                KeepBestWhenCancelled = text.OnCancellation == AcnCancellationBehavior.KeepBest,
                MeasuresLayers = text.Progress is not null,
                Budget = new TimeBudget(text.MaxTrainingTime, TimeProvider.System),
                Checkpoint = checkpoint,
                Progress = context.Progress,
                Info = context.Info,
            };
            SortedDictionary<string, string> FingerprintOf()
            {
                SortedDictionary<string, string> run = RunFingerprint.Of(options, context, network, null);
                run.AddClasses(words);
                run.AddRows("training", set, split.Training, encoder);
                run.AddRows("validation", validation is null ? set : Unlabelled(validation), split.Validation, encoder);
                return run;
            }

            if (!loop.Run(context.Seed))
                context.Warn("Pre-training was cancelled; the best weights so far are kept.");
            network.SetProductType(ScalarType.Float32);
            AcnPretrainingProfile profile = Profile(new MaskedEvaluation(network, encoder, validation ?? train, split.Validation)
            {
                Share = options.MaskedShare,
                Seed = context.Seed,
                CheckCancelled = cancellation.CheckLate,
            });
            context.Info(profile.ToString());
            return new AcnModel(encoder, network, words, new OutputColumns(text.LabelColumnName, text.ScoreColumnName, text.PredictedLabelColumnName, Features: options.OutputColumnName)) { Pretraining = profile };
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static TrainingPlan PlanFor(AcnTextOptions options, int rows)
    {
        var chosen = (AcnTextOptions)options.Clone();
        chosen.Epochs ??= DefaultEpochs;
        chosen.Dropout ??= DefaultDropout;
        chosen.WeightDecay ??= DefaultWeightDecay;
        return TrainingPlanner.Plan(chosen, rows);
    }

    private static TrainingSet Unlabelled(RowStore rows) => new(rows, new int[rows.Count], null, Classes: 1);

    private static LabelValues WordsOf(TextVocabulary vocabulary, AcnPretrainOptions options)
    {
        if (vocabulary.Words.Count < 2)
        {
            throw new InvalidOperationException(
                $"There are no words to guess: fewer than two have a row of the vocabulary. Give more texts, or set a smaller {nameof(AcnPretrainOptions.MinWordCount)} or a larger {nameof(AcnPretrainOptions.MaxVocabulary)}.");
        }
        return MaskedWords.Of(vocabulary.Words, Math.Min(vocabulary.Words.Count, options.MaxTargetWords));
    }

    private static AcnPretrainingProfile Profile(MaskedEvaluation evaluation)
    {
        MaskedResult result = evaluation.RunPrefixes();
        return new AcnPretrainingProfile(result.Tokens, [.. result.Depths.Select((figures, depth) => new AcnPretrainingResult(depth, figures.Accuracy, figures.LogLoss))]);
    }
}
