using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>What a run does to keep what was learned before it, and for what comes after it.</summary>
internal sealed class ContinualRun : IDisposable
{
    private readonly AcnContinual? _options;
    private readonly ContinualState? _before;
    private readonly SynapticIntelligence? _ways;
    private readonly List<IStepRule> _rules = [];

    /// <param name="network">Before its first step.</param>
    /// <param name="options">What the options say; null for nothing.</param>
    /// <param name="start">What the network begins with, or null. Its table must be there and stay as it is until the end.</param>
    public ContinualRun(AcnNetwork network, AcnContinual? options, TrainingStart? start)
    {
        _options = options;
        if (options is null)
            return;
        _before = start?.StateFor(options);
        Tensor? table = start?.Model.Network.Embedding.RowTable;
        if (start is not null)
            Anchor = new AnchorWeights(network, table, start.Classes);
        if (options.Kind == ContinualKind.SynapticIntelligence)
            _rules.Add(_ways = new SynapticIntelligence(network, table));
        if (_before is WeightImportances importances && options.Lambda > 0)
            _rules.Add(new MovePenalty(network, importances, Anchor!, options.Lambda));
    }

    /// <summary>What weight decay pulls weights to; null for zero.</summary>
    public AnchorWeights? Anchor { get; }

    /// <summary>What takes part in each step.</summary>
    public IReadOnlyList<IStepRule> Rules => _rules;

    /// <summary>What the trained model keeps for later runs.</summary>
    /// <param name="model">Trained, with the state of before.</param>
    /// <param name="set">All rows.</param>
    /// <param name="rows">Those of this run.</param>
    /// <param name="batches">What was trained on.</param>
    /// <param name="classes">The classes in the softmax; null for all.</param>
    /// <param name="random">Makes random choices.</param>
    /// <param name="checkCancelled">Throws when the run is to end.</param>
    public ContinualState? Finish(AcnModel model, TrainingSet set, int[] rows, BatchSource batches, TrainedClasses? classes, Random random, Action checkCancelled)
    {
        if (_options is null)
            return null;
        if (_options.Kind == ContinualKind.Replay)
            return ReplayRows.Choose(_options.RowsPerClass, (KeptRows?)_before, set, rows, model.Encoder, random);
        IReadOnlyDictionary<string, float[]> found = _ways is not null
            ? _ways.Collect()
            : new FisherInformation(model.Network, model.Encoder, classes).Measure(batches, _options.FisherRows, random, checkCancelled);
        var before = (WeightImportances?)_before ?? new WeightImportances(_options.Kind, new Dictionary<string, float[]>()) { Fits = 0 };
        return Complete(before.Plus(found), model.Network);
    }

    public void Dispose()
    {
        _rules.ForEach(rule => rule.Dispose());
        Anchor?.Dispose();
    }

    /// <summary>Zeros for weights that were frozen all the time.</summary>
    private static WeightImportances Complete(WeightImportances found, AcnNetwork network)
    {
        var all = new Dictionary<string, float[]>();
        foreach ((string name, Tensor weight) in network.Weights())
            all.Add(name, found.Values.GetValueOrDefault(name) ?? new float[name == network.TableName ? weight.shape[0] : weight.numel()]);
        return new WeightImportances(found.Kind, all) { Fits = found.Fits };
    }
}
