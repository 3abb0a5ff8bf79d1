using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Small untrained models of every shape that a file can hold.</summary>
internal static class MadeUpModel
{
    public static LabelValues ThreeLabels { get; } = LabelValues.Of(TextDataViewType.Instance, "no".AsMemory(), "yes".AsMemory(), "\ud83d".AsMemory());

    public static AcnModel Create(
        LabelValues? labels = null,
        int layers = 2,
        bool isPair = false,
        AcnConnectivity connectivity = AcnConnectivity.Acn,
        string[]? words = null,
        int subwordBuckets = 5,
        int width = 8,
        string column = "Text")
    {
        words ??= ["the", "größe", "語", "\U0001F600"];
        var features = new TextFeatureConfig { MaxTokens = 6, IgnoreCase = true, MinSubword = 3, MaxSubword = 5, SubwordBuckets = subwordBuckets, BigramBuckets = 3 };
        var encoder = new TextEncoder(new TextVocabulary(words, features), column, isPair ? "Second" : null);
        labels ??= ThreeLabels;
        var network = new AcnNetwork(
            new NetworkConfig
            {
                Layers = layers,
                Width = width,
                Layer = new TransformerLayerConfig { Heads = 2, Hidden = 2 * width },
                Classes = labels.Count,
                Connectivity = connectivity,
                Embedding = new TextEmbeddingConfig { TableRows = encoder.Vocabulary.TableRows, Positions = 6, IsPair = isPair },
            },
            torch.CPU,
            seed: 7);
        FillTable(network);
        return new AcnModel(encoder, network, labels, new OutputColumns("Label", "Score", "PredictedLabel"));
    }

    /// <summary>All weights as the bits of their numbers.</summary>
    public static Dictionary<string, int[]> Bits(AcnModel model) => model.Network.Weights().ToDictionary(
        weight => weight.Name,
        weight => Array.ConvertAll(weight.Tensor.data<float>().ToArray(), BitConverter.SingleToInt32Bits));

    /// <summary>The scores of a few texts, as bits.</summary>
    public static int[] Predict(AcnModel model)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable inference = torch.inference_mode();
        var store = (TextRowStore)model.Encoder.CreateStore();
        bool isPair = model.Encoder.ColumnNames.Count == 2;
        TextFeatureConfig features = ((TextEncoder)model.Encoder).Vocabulary.Config;
        foreach (string text in new[] { "the size", "語 and Größe", string.Empty, "a b c d e f g h i" })
            store.Append(text, "the other", isPair, new TextFeatureRules(features.IgnoreCase, features.MaxTokens));
        InputBatch batch = model.Encoder.Collate(store, [0, 1, 2, 3], noise: null);
        return Array.ConvertAll(model.Network.Forward(batch).data<float>().ToArray(), BitConverter.SingleToInt32Bits);
    }

    /// <summary>Importances that are all different.</summary>
    public static WeightImportances Importances(AcnModel model, ContinualKind kind = ContinualKind.SynapticIntelligence)
    {
        int next = 0;
        var values = model.Network.Weights().ToDictionary(
            weight => weight.Name,
            weight => Enumerable.Range(0, (int)(weight.Name == model.Network.TableName ? weight.Tensor.shape[0] : weight.Tensor.numel())).Select(_ => next++ / 8f).ToArray());
        return new WeightImportances(kind, values) { Fits = 2 };
    }

    /// <summary>Two rows of texts, the second of them empty.</summary>
    public static KeptRows Rows(AcnModel model)
    {
        var store = (TextRowStore)model.Encoder.CreateStore();
        var rules = new TextFeatureRules(IgnoreCase: true, MaxTokens: 6);
        store.Append("the size of 語", default, isPair: false, rules);
        store.Append(string.Empty, default, isPair: false, rules);
        return new KeptRows([new KeptRow(0, model.Encoder.Export(store, 0)), new KeptRow(2, model.Encoder.Export(store, 1))], [7, 0, 9]) { Fits = 1 };
    }

    public static void AssertSame(AcnModel expected, AcnModel actual)
    {
        Assert.Equal(Bits(expected), Bits(actual));
        Assert.Equal(Predict(expected), Predict(actual));
        Assert.Equal(expected.Network.Config, actual.Network.Config);
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.Columns, actual.Columns);
        Assert.Equal(expected.Encoder.ColumnNames, actual.Encoder.ColumnNames);
        TextVocabulary words = ((TextEncoder)expected.Encoder).Vocabulary, loaded = ((TextEncoder)actual.Encoder).Vocabulary;
        Assert.Equal(words.Words, loaded.Words);
        Assert.Equal(words.Config, loaded.Config);
    }

    // The table of an untrained network is all zeros. Negative zero, subnormal and huge numbers are weights like all others.
    private static void FillTable(AcnNetwork network)
    {
        using IDisposable grad = torch.no_grad();
        float[] odd = [-0f, 1e-42f, 1f / 3, -float.Epsilon];
        torch.Tensor table = network.Embedding.RowTable!;
        int count = (int)table.NumberOfElements;
        using torch.Tensor values = torch.tensor(Enumerable.Range(0, count).Select(i => odd[i % odd.Length] * (1 + (i % 7))).ToArray(), table.shape);
        table.copy_(values);
    }
}
