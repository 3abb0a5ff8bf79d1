namespace Microsoft.ML.Acn;

/// <summary>
/// How a model that is trained on, with <see cref="AcnTrainer.Fit(IDataView, AcnTransformer)"/>, keeps what it has learned before. What a run collects for
/// later runs is a part of the model and saved with it.
/// </summary>
/// <remarks>
/// <para>
/// The first Fit with such an option collects; each later one, which is given the model of the one before, protects and goes on collecting. In runs with an
/// initial model weight decay pulls weights towards that model's instead of zero (Li, Grandvalet and Davoine 2018), so that words which new rows do not have
/// stay as they are, and classes without rows are left out of the softmax: see <see cref="AcnWarmStartOptions.MaskAbsentClasses"/>.
/// </para>
/// <para>Immutable. Values out of range are reported with those of the other options when the trainer is created. docs/continual-learning.md compares the three.</para>
/// </remarks>
public sealed class AcnContinual
{
    internal const double DefaultSynapticLambda = 1;
    internal const double DefaultElasticLambda = 1_000;
    internal const int DefaultFisherRows = 500;
    internal const int DefaultRowsPerClass = 50;

    private AcnContinual(ContinualKind kind) => Kind = kind;

    internal ContinualKind Kind { get; }

    /// <summary>What the penalty counts beside the loss; 0 with replay.</summary>
    internal double Lambda { get; private init; }

    /// <summary>Rows that the Fisher information is measured on; 0 without it.</summary>
    internal int FisherRows { get; private init; }

    /// <summary>Rows of each class that are kept; 0 without replay.</summary>
    internal int RowsPerClass { get; private init; }

    /// <summary>
    /// Synaptic intelligence (Zenke, Poole and Ganguli 2017): a weight is as important as its way through training has lowered the loss, for the square of the
    /// distance that it went. Later runs have the loss <c>loss + lambda * sum of importance * (weight - initial weight)^2</c>. Needs no pass
    /// of its own, and a few copies of the dense weights while it trains. Keeps no rows.
    /// </summary>
    /// <param name="lambda">How much the past counts. Range: 0 to 1,000,000. Default: 1.</param>
    /// <returns>The option.</returns>
    public static AcnContinual SynapticIntelligence(double lambda = DefaultSynapticLambda) => new(ContinualKind.SynapticIntelligence) { Lambda = lambda };

    /// <summary>
    /// Elastic weight consolidation (Kirkpatrick et al. 2017) in its online form, one sum of importances around the latest weights (Schwarz et al. 2018,
    /// without their decay): a weight is as important as the diagonal of the Fisher information says, measured after training with labels that are drawn from
    /// the model's own probabilities. Later runs have the loss <c>loss + lambda * sum of importance * (weight - initial weight)^2</c>. Keeps no rows.
    /// </summary>
    /// <param name="lambda">How much the past counts. Range: 0 to 1,000,000,000. Default: 1,000.</param>
    /// <param name="fisherRows">Training rows to measure on, each with a backward pass of its own; all if there are fewer. Range: 1 to 1,000,000. Default: 500.</param>
    /// <returns>The option.</returns>
    public static AcnContinual ElasticWeightConsolidation(double lambda = DefaultElasticLambda, int fisherRows = DefaultFisherRows)
        => new(ContinualKind.ElasticWeightConsolidation) { Lambda = lambda, FisherRows = fisherRows };

    /// <summary>
    /// Replay: some training rows of each class are kept in the model, and are trained on again in later runs, each at least once, and as often as makes them about as
    /// many as the new rows (half of the rows of a step, as in Chaudhry et al. 2019). A run with an initial model takes so much longer. What new classes and old ones
    /// are told apart by, only rows of both can show.
    /// </summary>
    /// <remarks>
    /// <b>A saved model holds these rows</b>, readable for whoever has the file: the words of texts, the pixels of images, the numbers of vectors.
    /// <see cref="AcnTransformer.WithoutContinualState"/> gives a model without them. All training rows must be within the memory budget.
    /// </remarks>
    /// <param name="rowsPerClass">Rows of each class that are kept, drawn by chance; all if there are fewer. Range: 1 to 100,000. Default: 50.</param>
    /// <returns>The option.</returns>
    public static AcnContinual Replay(int rowsPerClass = DefaultRowsPerClass) => new(ContinualKind.Replay) { RowsPerClass = rowsPerClass };

    /// <summary>The option in words.</summary>
    /// <returns>Its name and its numbers.</returns>
    public override string ToString() => Kind switch
    {
        ContinualKind.SynapticIntelligence => FormattableString.Invariant($"synaptic intelligence, lambda {Lambda}"),
        ContinualKind.ElasticWeightConsolidation => FormattableString.Invariant($"elastic weight consolidation, lambda {Lambda}, {FisherRows} rows"),
        _ => FormattableString.Invariant($"replay, {RowsPerClass} rows per class"),
    };

    internal void Validate(OptionsValidator check)
    {
        const string name = nameof(AcnOptions.Continual);
        if (Kind == ContinualKind.SynapticIntelligence)
            check.Range(Lambda, 0, 1e6, $"{name}.lambda");
        if (Kind == ContinualKind.ElasticWeightConsolidation)
        {
            check.Range(Lambda, 0, 1e9, $"{name}.lambda");
            check.Range(FisherRows, 1, 1_000_000, $"{name}.fisherRows");
        }
        if (Kind == ContinualKind.Replay)
            check.Range(RowsPerClass, 1, 100_000, $"{name}.rowsPerClass");
    }
}
