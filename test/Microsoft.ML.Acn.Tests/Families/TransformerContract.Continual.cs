using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Models that are trained on without losing what they know.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Theory]
    [InlineData("synaptic intelligence")]
    [InlineData("elastic weight consolidation")]
    [InlineData("replay")]
    public void A_model_that_was_saved_goes_on_as_the_one_in_memory_does_to_the_bit(string way)
    {
        AcnContinual option = OptionOf(way);
        IDataView later = Later();
        using AcnTransformer first = First(option);
        using var folder = new TemporaryFolder();
        first.SaveWeights(folder.File("plain"));
        _context.Model.SaveAtomically(first, Earlier().Schema, folder.File("model.zip"));

        using AcnTransformer plain = AcnTransformer.LoadWeights(new MLContext(3), folder.File("plain"));
        using var zip = (AcnTransformer)new MLContext(4).Model.Load(folder.File("model.zip"), out _);
        Assert.True(first.HasContinualState && plain.HasContinualState && zip.HasContinualState);
        AcnTransformer[] next = [.. new[] { first, plain, zip }.Select(model => Family.Trainer(_context, options => (options.Epochs, options.Seed, options.Continual) = (2, 8, option)).Fit(later, model))];

        Assert.All(next, model => Assert.Equal(next[0].Model.Network.Snapshot(), model.Model.Network.Snapshot()));
        Assert.All(next, model => Assert.Equal(2, model.Model.Continual!.Fits));
        foreach (AcnTransformer model in next)
        {
            AssertSameState(next[0].Model.Continual!, model.Model.Continual!);
            model.Dispose();
        }
    }

    [Theory]
    [InlineData("synaptic intelligence")]
    [InlineData("elastic weight consolidation")]
    [InlineData("replay")]
    public void Initial_weights_that_compete_come_back_with_what_they_kept(string way)
    {
        AcnContinual option = OptionOf(way);
        using AcnTransformer first = First(option);
        IDataView earlier = Earlier(), wrong = Family.View(_context, Mislabelled([.. EarlierRows()]));
        void Bad(AcnOptions options) => (options.Epochs, options.CalibrateProbabilities, options.WarmStart) = (1, false, new AcnWarmStartOptions { KeepInitialUnlessImproved = true });

        using AcnTransformer kept = Family.Trainer(_context, options =>
        {
            Bad(options);
            options.Continual = option;
        }).Fit(wrong, earlier, first), left = Family.Trainer(_context, Bad).Fit(wrong, earlier, first);

        Assert.Equal(first.Model.Network.Snapshot(), kept.Model.Network.Snapshot());
        Assert.Equal(1, kept.Model.Continual!.Fits);
        AssertSameState(first.Model.Continual!, kept.Model.Continual!);
        Assert.Equal(first.Model.Network.Snapshot(), left.Model.Network.Snapshot());
        Assert.False(left.HasContinualState);
    }

    [Fact]
    public void What_initial_weights_that_come_back_have_kept_follows_their_classes()
    {
        using AcnTransformer first = First(OptionOf("synaptic intelligence"));
        List<FamilyRow> rows = [.. EarlierRows().Reverse()];
        foreach (FamilyRow row in rows.Take(5))
            row.Kind = "new";
        var progress = new RecordingProgress();

        using AcnTransformer next = Family.Trainer(_context, options =>
        {
            Still(options);
            (options.Progress, options.Continual, options.WarmStart) = (progress, OptionOf("synaptic intelligence"), new AcnWarmStartOptions { KeepInitialUnlessImproved = true });
        }).Fit(Family.View(_context, rows), Earlier(), first);

        Assert.All(progress.EpochEnds, end => Assert.False(end.IsBest));
        Assert.Equal(1, next.Model.Continual!.Fits);
        string[] old = ClassesOf(first), now = ClassesOf(next);
        Assert.Equal("new", now[0]);
        float[] before = Importances(first, "head.weight"), after = Importances(next, "head.weight");
        int width = before.Length / old.Length;
        foreach ((string kind, float[] ofKind) in now.Zip(after.Chunk(width)))
            Assert.Equal(Array.IndexOf(old, kind) is >= 0 and var place ? before.Chunk(width).ElementAt(place) : new float[width], ofKind);
    }

    [Theory]
    [InlineData("synaptic intelligence")]
    [InlineData("elastic weight consolidation")]
    [InlineData("replay")]
    public void What_was_learned_first_is_known_better_than_without(string way)
    {
        using AcnTransformer first = First(OptionOf(way));

        using AcnTransformer kept = Family.Trainer(_context, options => Long(options, OptionOf(way))).Fit(Later(), first), plain = Family.Trainer(_context, options => Long(options, null)).Fit(Later(), first);

        double known = Loss(kept), forgotten = Loss(plain);
        Assert.True(known < forgotten, $"{known} against {forgotten}");
        Assert.False(plain.HasContinualState);

        // The log-loss of the rows that only the first training had.
        double Loss(AcnTransformer model)
        {
            int[] slots = [.. ClassesOf(model).Select(kind => Array.IndexOf([.. Family.Kinds], kind))];
            FamilyRow[] rows = [.. EarlierRows()];
            float[][] scores = Scores(model.Transform(Family.Load(_context, rows)));
            return rows.Zip(scores, (row, score) => -Math.Log(Math.Max(score[Array.IndexOf(slots, Array.IndexOf([.. Family.Kinds], row.Kind))], 1e-9))).Average();
        }

        static void Long(AcnOptions options, AcnContinual? option) => (options.Epochs, options.Seed, options.Continual, options.CalibrateProbabilities) = (10, 8, option, false);
    }

    [Fact]
    public void Importances_follow_the_classes_when_their_order_changes_and_new_ones_come()
    {
        using AcnTransformer first = First(AcnContinual.SynapticIntelligence());
        List<FamilyRow> rows = [.. Family.Rows().OrderBy(row => row.Kind == Family.Kinds[0])];

        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.LearningRate, options.CalibrateProbabilities, options.Continual) = (1, NextToNothing, false, AcnContinual.SynapticIntelligence()))
            .Fit(Family.View(_context, rows), first);

        string[] old = ClassesOf(first), now = ClassesOf(next);
        float[] before = Importances(first, "head.bias"), after = Importances(next, "head.bias");
        Assert.NotEqual(old, now[..old.Length]);
        Assert.Contains(before, importance => importance > 0);
        // Next to nothing was learned, but a weight that moves by 1e-12 has a tiny importance, too.
        for (int slot = 0; slot < now.Length; slot++)
            Assert.Equal(Array.IndexOf(old, now[slot]) is >= 0 and int place ? before[place] : 0, after[slot], 1e-3);
    }

    [Fact]
    public void Rows_that_are_kept_are_training_rows_and_survive_saving()
    {
        using AcnTransformer first = First(AcnContinual.Replay(3));
        using var folder = new TemporaryFolder();
        first.SaveWeights(folder.File("model"));

        using AcnTransformer loaded = AcnTransformer.LoadWeights(_context, folder.File("model"));

        var kept = (KeptRows)loaded.Model.Continual!;
        AssertSameState(first.Model.Continual!, kept);
        Assert.All(kept.Rows.GroupBy(row => row.Label), rows => Assert.Equal(3, rows.Count()));
        RowStore store = loaded.Model.Encoder.CreateStore();
        foreach (KeptRow row in kept.Rows)
            loaded.Model.Encoder.Import(store, row.Input);
        Assert.Equal(kept.Rows.Select(row => row.Input), Enumerable.Range(0, store.Count).Select(row => loaded.Model.Encoder.Export(store, row)));
        float[][] known = Scores(first.Transform(Family.Load(_context, EarlierRows())));
        for (int row = 0; row < store.Count; row++)
        {
            float[] scores = new float[loaded.Engine.Numbers];
            loaded.Engine.Run(store, [row], scores, new int[1]);
            Assert.Contains(known, one => one.Zip(scores).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5));
        }
        Assert.All(new[] { Array.Empty<byte>(), [1, 2, 3] }, bytes => Assert.Throws<FormatException>(() => loaded.Model.Encoder.Import(store, bytes)));
        Assert.Equal(kept.Rows.Count, store.Count);
    }

    [Fact]
    public void Frozen_parts_are_the_same_to_the_bit_with_protection_too()
    {
        using AcnTransformer first = First(AcnContinual.ElasticWeightConsolidation());
        Dictionary<string, float[]> before = first.Model.Network.Snapshot();

        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.CalibrateProbabilities, options.Continual, options.WarmStart)
            = (2, false, AcnContinual.ElasticWeightConsolidation(), new AcnWarmStartOptions { FrozenLayers = 1, FreezeEmbedding = true })).Fit(Later(), first);

        Dictionary<string, float[]> after = next.Model.Network.Snapshot();
        foreach (string name in before.Keys.Where(name => name.StartsWith("embedding.", StringComparison.Ordinal) || name.StartsWith("layers.0.", StringComparison.Ordinal)))
            Assert.Equal(before[name], after[name]);
        Assert.Contains(before.Keys, name => name.StartsWith("layers.1.", StringComparison.Ordinal) && !before[name].SequenceEqual(after[name]));
    }

    [Fact]
    public void Classes_without_rows_stay_to_the_bit_and_are_pushed_down_only_where_that_is_asked_for()
    {
        using AcnTransformer first = First(AcnContinual.SynapticIntelligence());

        List<FamilyRow> rows = Family.Rows(120, seed: 8);
        foreach (FamilyRow row in rows.Where(row => row.Kind == Family.Kinds[0]))
            row.Kind = "another";
        IDataView later = Family.View(_context, rows);

        using AcnTransformer masked = Next(null), open = Next(false);

        Assert.Equal(OldHead(first), OldHead(masked));
        Assert.NotEqual(OldHead(first), OldHead(open));

        AcnTransformer Next(bool? masks) => Family.Trainer(_context, options => (options.Epochs, options.CalibrateProbabilities, options.Continual, options.WarmStart)
            = (2, false, AcnContinual.SynapticIntelligence(), new AcnWarmStartOptions { MaskAbsentClasses = masks })).Fit(later, first);

        // The class that only the first training has rows of.
        float[] OldHead(AcnTransformer model)
        {
            int width = model.Model.Network.Config.Width, slot = Array.IndexOf(ClassesOf(model), Family.Kinds[0]);
            return model.Model.Network.Snapshot()["head.weight"][(slot * width)..((slot + 1) * width)];
        }
    }

    [Fact]
    public void What_is_kept_goes_with_cuts_and_early_exits_and_not_with_features_nor_where_it_is_taken_away()
    {
        IDataView data = Family.View(_context);
        using AcnTransformer model = Family.Train(_context, options => (options.Epochs, options.Continual) = (2, AcnContinual.SynapticIntelligence()));
        using AcnTransformer cut = model.Truncate(1), early = model.WithEarlyExit(0.7), without = model.WithoutContinualState();
        using var file = new MemoryStream();
        using AcnFeaturesTransformer features = _context.Transforms.AcnFeatures(model, "Sum").Fit(data);

        _context.Model.Save(features, data.Schema, file);

        Assert.Same(model.Model.Continual, early.Model.Continual);
        Assert.False(without.HasContinualState);
        Assert.Equal(Scores(model.Transform(data)), Scores(without.Transform(data)));
        Assert.Equal(cut.Model.Network.Weights().Select(weight => weight.Name).Order(), ((WeightImportances)cut.Model.Continual!).Values.Keys.Order());
        Assert.All(((WeightImportances)cut.Model.Continual!).Values, one => Assert.Equal(Importances(model, one.Key), one.Value));
        file.Position = 0;
        using var archive = new System.IO.Compression.ZipArchive(file);
        Assert.DoesNotContain(archive.Entries, entry => entry.FullName.Contains("continual", StringComparison.Ordinal));
        using AcnTransformer next = Family.Trainer(_context, options => (options.Epochs, options.Continual) = (1, AcnContinual.SynapticIntelligence())).Fit(data, cut);
        Assert.Equal(1, next.Depth);
    }

    [Fact]
    public void Fine_tuning_protects_collects_or_leaves_behind_as_its_options_say()
    {
        IDataView data = Family.View(_context);
        using AcnTransformer model = Family.Train(_context, options => (options.Epochs, options.Continual) = (2, AcnContinual.SynapticIntelligence()));
        AcnOptions with = Family.Options(), other = Family.Options(), none = Family.Options();
        (with.Continual, other.Continual) = (AcnContinual.SynapticIntelligence(), AcnContinual.Replay());

        using AcnTransformer rough = Family.Train(_context, options => (options.Epochs, options.LearningRate, options.Continual) = (1, NextToNothing, AcnContinual.SynapticIntelligence()));

        // Of a model that has learned nothing, an epoch of fine-tuning is better than the cut itself.
        using AcnTransformer kept = rough.Compress(data, Tuning(with)), plain = rough.Compress(data, Tuning(none));

        Assert.Equal(2, kept.Model.Continual!.Fits);
        Assert.False(plain.HasContinualState);
        Assert.Equal(kept.Model.Network.Weights().Select(weight => weight.Name).Order(), ((WeightImportances)kept.Model.Continual!).Values.Keys.Order());
        Assert.Contains("it has the state of synaptic intelligence, and Continual is replay", Assert.Throws<ArgumentException>(() => model.Compress(data, Tuning(other))).Message, StringComparison.Ordinal);

        AcnCompressionOptions Tuning(AcnOptions options) => new() { AccuracyTolerance = 1, MinimumDepth = 1, MeasureSpeed = false, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = options, FineTuneLearningRate = 0.005 };
    }

    [Fact]
    public void A_state_of_another_kind_is_refused_and_one_that_is_not_asked_for_left_behind_with_a_warning()
    {
        using AcnTransformer first = First(AcnContinual.SynapticIntelligence());
        List<string> warnings = RecordWarnings();

        Assert.Equal(
            "The initial model does not fit: it has the state of synaptic intelligence, and Continual is elastic weight consolidation: go on with synaptic intelligence, or leave the state behind by WithoutContinualState. (Parameter 'initial')",
            Assert.Throws<ArgumentException>(() => Family.Trainer(_context, options => options.Continual = AcnContinual.ElasticWeightConsolidation()).Fit(Later(), first)).Message);
        using AcnTransformer plain = Family.Trainer(_context, options => options.Epochs = 1).Fit(Later(), first);
        using AcnTransformer bare = first.WithoutContinualState(), anew = Family.Trainer(_context, options => (options.Epochs, options.Continual) = (1, AcnContinual.Replay(2))).Fit(Later(), bare);

        Assert.False(plain.HasContinualState);
        Assert.Single(warnings, warning => warning.Contains("synaptic intelligence protects nothing without Continual", StringComparison.Ordinal));
        Assert.Equal(ContinualKind.Replay, anew.Model.Continual!.Kind);
    }

    private static AcnContinual OptionOf(string way) => way switch
    {
        "replay" => AcnContinual.Replay(10),
        "elastic weight consolidation" => AcnContinual.ElasticWeightConsolidation(lambda: 10_000, fisherRows: 40),
        _ => AcnContinual.SynapticIntelligence(lambda: 10),
    };

    /// <summary>Rows of the first two kinds.</summary>
    private IEnumerable<FamilyRow> EarlierRows() => Family.Rows().Where(row => row.Kind == Family.Kinds[0] || row.Kind == Family.Kinds[1]);

    private IDataView Earlier() => Family.View(_context, EarlierRows());

    /// <summary>Rows of the second and of further kinds, the others first.</summary>
    private IDataView Later() => Family.View(_context, Family.Rows(120, seed: 8).Where(row => row.Kind != Family.Kinds[0]).OrderByDescending(row => row.Number));

    private AcnTransformer First(AcnContinual option) => Family.Train(_context, options => (options.Seed, options.Continual) = (8, option), Earlier());

    private static float[] Importances(AcnTransformer model, string name) => ((WeightImportances)model.Model.Continual!).Values[name];

    private static void AssertSameState(ContinualState expected, ContinualState actual)
    {
        Assert.Equal((expected.Kind, expected.Fits), (actual.Kind, actual.Fits));
        if (expected is WeightImportances importances)
        {
            Assert.Equal(importances.Values.OrderBy(one => one.Key), ((WeightImportances)actual).Values.OrderBy(one => one.Key));
            return;
        }
        Assert.Equal(((KeptRows)expected).Seen, ((KeptRows)actual).Seen);
        Assert.Equal(((KeptRows)expected).Rows.Select(row => (row.Label, Convert.ToHexString(row.Input))), ((KeptRows)actual).Rows.Select(row => (row.Label, Convert.ToHexString(row.Input))));
    }
}
