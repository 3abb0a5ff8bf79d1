namespace Microsoft.ML.Acn.Training;

/// <summary>Chooses what the options leave open from the number of rows. docs/defaults.md explains the rules.</summary>
internal static class TrainingPlanner
{
    private const int FewestEpochs = 3;
    private const int MostEpochs = 30;
    private const double RowsOfFiveEpochs = 66_000;
    private const double ValidationShare = 0.05;
    private const double MostValidationRows = 1_000;
    private const double MostRowsToCompress = 2_500;
    private const int FewestRowsToSplit = 1_000;
    private const double SplitForCompression = 0.1;

    public static TrainingPlan Plan(AcnOptions options, int rows)
    {
        FamilyDefaults defaults = FamilyDefaults.For(options, rows);
        return new()
        {
            Epochs = options.Epochs ?? defaults.Epochs,
            BatchSize = options.BatchSize ?? defaults.BatchSize,
            LearningRate = options.LearningRate,
            WeightDecay = options.WeightDecay ?? defaults.WeightDecay,
            WarmupFraction = options.WarmupFraction,
            Dropout = options.Dropout ?? defaults.Dropout,
            LabelSmoothing = options.LabelSmoothing,
            GradientClipNorm = options.GradientClipNorm,
            LayerDropout = options.LayerDropout,
            PrefixLossWeight = options.PrefixLossWeight,
            DirectGradientOnly = options.DirectGradientOnly,
            ValidationFraction = options.ValidationFraction ?? ValidationFractionFor(rows, options.CompressionTolerance is not null),
        };
    }

    /// <summary>Small sets need many passes for enough steps; the number falls with the root of the rows.</summary>
    internal static int EpochsFor(int rows, int fewest = FewestEpochs, int most = MostEpochs)
        => (int)Math.Clamp(Math.Round(5 * Math.Sqrt(RowsOfFiveEpochs / Math.Max(rows, 1))), fewest, most);

    /// <summary>Small batches give small sets enough steps; large ones keep the cores busy.</summary>
    internal static int BatchSizeFor(int rows) => rows switch
    {
        < 3_000 => 16,
        < 20_000 => 32,
        < 200_000 => 64,
        _ => 128,
    };

    /// <summary>
    /// A thousand rows tell epochs apart and set a temperature; more are worth more in training. Half a point between two depths takes more rows.
    /// </summary>
    internal static double ValidationFractionFor(int rows, bool compresses)
    {
        if (rows < FewestRowsToSplit)
            return compresses ? SplitForCompression : 0;
        return Math.Min(ValidationShare, (compresses ? MostRowsToCompress : MostValidationRows) / rows);
    }
}
