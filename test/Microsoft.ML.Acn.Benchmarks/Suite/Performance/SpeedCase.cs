using Microsoft.ML.Acn.Benchmarks.Peers;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>A network and a batch of a shape in use, to be trained and scored as often as one likes.</summary>
internal sealed class SpeedCase : IDisposable
{
    public const int Rows = 64;
    private const int Layers = 6;
    private const int Width = 128;
    private const int Classes = 10;
    private const int Tokens = 64;
    private const int Side = 28;
    private const int Patch = 4;

    private readonly TrainingPlan _plan;
    private readonly TrainingStep _step;

    private SpeedCase(string name, AcnOptions options, InputFamily family, InputEncoder encoder, InputBatch batch)
    {
        Name = name;
        _plan = TrainingPlanner.Plan(options, 10_000);
        Network = new AcnNetwork(TrainingRun.ConfigFor(options, family, encoder, Classes), CPU, seed: 1);
        _step = new TrainingStep(Network, _plan, new Random(2));
        Batch = new TrainingBatch(batch, [.. Enumerable.Range(0, Rows).Select(row => (long)row % Classes)], [.. Enumerable.Repeat(1f, Rows)]);
    }

    public string Name { get; }

    public AcnNetwork Network { get; }

    public TrainingBatch Batch { get; }

    /// <summary>64 rows of 64 tokens, transformer layers.</summary>
    public static SpeedCase Text()
    {
        var options = new AcnTextOptions { Layers = Layers, Width = Width, MaxTokens = Tokens, MinWordCount = 1 };
        var store = new TextRowStore();
        var rules = new TextFeatureRules(options.IgnoreCase, options.MaxTokens);
        foreach (Datasets.LabelledText row in new Data.SyntheticRows(4_000, Tokens, seed: 1).Read())
            store.Append(row.Text, default, isPair: false, rules);
        var family = new TextFamily(options);
        InputEncoder encoder = family.BuildEncoder(store, Enumerable.Range(0, store.Count).ToArray());
        return new SpeedCase("text, 64 x 64 tokens", options, family, encoder, encoder.Collate(store, Enumerable.Range(0, Rows).ToArray(), new TextNoise(new Random(1), 0)));
    }

    /// <summary>64 pictures of 49 patches, mixer layers.</summary>
    public static SpeedCase Images()
    {
        var options = new AcnImageOptions { Layers = Layers, Width = Width, PatchSize = Patch, Stem = AcnImageStem.Linear, ImageHeight = Side, ImageWidth = Side, Augmentation = AcnImageAugmentation.None };
        byte[] pixels = new byte[Rows * Side * Side];
        new Random(1).NextBytes(pixels);
        var batch = new ImageBatch { Count = Rows, Pixels = pixels, Channels = 1, Height = Side, Width = Side, Means = [127], Scales = [1 / 74f], Bags = null };
        InputEncoder encoder = new ImageEncoder(options.FeatureColumnName, ImageGeometry.Of(new ImageShape(1, Side, Side), Patch), PixelLayout.Of(options), default, batch.Means, batch.Scales);
        return new SpeedCase("image, 64 x 49 patches", options, InputFamilies.Of(options), encoder, batch);
    }

    /// <summary>The products of a forward pass.</summary>
    public LayerOperations Operations => new(Network.Config, Rows, Tokens);

    public void Train(int steps)
    {
        for (int i = 0; i < steps; i++)
            _step.Run(Batch, 1e-4);
    }

    public void Score(int times)
    {
        using var inference = inference_mode();
        for (int i = 0; i < times; i++)
        {
            using var scope = NewDisposeScope();
            TensorMath.ToArray(nn.functional.softmax(Network.Forward(Batch.Inputs), 1));
        }
    }

    public float[] Logits()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        return TensorMath.ToArray(Network.Forward(Batch.Inputs));
    }

    /// <summary>Weights and batch for the peer.</summary>
    public void Write(PeerFiles files, int threads)
    {
        var description = new Dictionary<string, object>
        {
            ["layers"] = Layers,
            ["width"] = Width,
            ["classes"] = Classes,
            ["dropout"] = _plan.Dropout,
            ["threads"] = threads,
        };
        files.Add("labels", Batch.Labels, Rows);
        if (Batch.Inputs is TextBatch text)
        {
            var layer = (TransformerLayerConfig)Network.Config.Layer;
            var embedding = (TextEmbeddingConfig)Network.Config.Embedding;
            Describe(description, ("kind", "text"), ("layer", "transformer"), ("heads", layer.Heads), ("hidden", layer.Hidden), ("table_rows", embedding.TableRows), ("positions", embedding.Positions));
            files.Add("rows", text.Bags!.Rows.ToArray(), text.Bags.Rows.Length);
            files.Add("starts", text.Bags.Starts.ToArray(), text.Bags.Starts.Length);
            files.Add("words", text.Words.ToArray(), text.Words.Length);
            files.Add("lengths", text.Lengths.ToArray(), Rows);
            if (text.Bigrams is not null)
                files.Add("bigrams", text.Bigrams.ToArray(), text.Bigrams.Length);
        }
        else
        {
            var images = (ImageBatch)Batch.Inputs;
            var layer = (MixerLayerConfig)Network.Config.Layer;
            var embedding = (PatchEmbeddingConfig)Network.Config.Embedding;
            Describe(description, ("kind", "image"), ("layer", "mixer"), ("tokens", layer.Tokens), ("token_hidden", layer.TokenHidden), ("hidden", layer.Hidden), ("patch", Patch), ("channels", 1), ("height", Side), ("image_width", Side), ("has_positions", embedding.HasPositions));
            files.Add("pixels", images.Pixels.ToArray(), Rows, 1, Side, Side);
            files.Add("means", images.Means, 1);
            files.Add("scales", images.Scales, 1);
        }
        files.Add(Network, description);
    }

    public void Dispose()
    {
        _step.Dispose();
        Network.Dispose();
    }

    private static void Describe(Dictionary<string, object> description, params (string Name, object Value)[] entries)
    {
        foreach ((string name, object value) in entries)
            description[name] = value;
    }
}
