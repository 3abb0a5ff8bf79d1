using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>The whole network as plain loops over 64-bit numbers, one row at a time, without batches, padding or tensors.</summary>
internal sealed class ReferenceNetwork(AcnNetwork network)
{
    private readonly NetworkConfig _config = network.Config;
    private readonly bool _hasSkips = network.Config.Connectivity is AcnConnectivity.Residual or AcnConnectivity.DenseFormer;

    /// <summary>The weights by name; they can be changed.</summary>
    public Dictionary<string, double[]> Weights { get; } = network.Snapshot().ToDictionary(weight => weight.Key, weight => Array.ConvertAll(weight.Value, value => (double)value));

    /// <summary>The logits of every depth for one row.</summary>
    public double[][] Logits(NaiveToken[] tokens) => Logits(Embed(tokens));

    /// <summary>The logits of every depth for one vector.</summary>
    public double[][] Logits(double[] vector) => Logits([Embed(vector)]);

    /// <summary>The logits of every depth for the embedded tokens of one row.</summary>
    public double[][] Logits(double[][] x) => Logits(x, Mean);

    /// <summary>The logits of every depth for one token of a row.</summary>
    public double[][] LogitsOf(NaiveToken[] tokens, int position) => Logits(Embed(tokens), x => x[position]);

    private double[][] Logits(double[][] x, Func<double[][], double[]> read)
    {
        double[][] pooled = ReadOuts(x, read);
        double[] sum = pooled[0];
        var logits = new List<double[]> { Head(sum) };
        foreach (double[] part in pooled.Skip(1))
        {
            sum = _config.Connectivity == AcnConnectivity.Acn ? Add(sum, part) : part;
            logits.Add(Head(sum));
        }
        return [.. logits];
    }

    /// <summary>x_0, x_1, ..., x_L of one row, each pooled.</summary>
    public double[][] Pooled(NaiveToken[] tokens) => ReadOuts(Embed(tokens), Mean);

    private double[][] ReadOuts(double[][] x, Func<double[][], double[]> read)
    {
        var pooled = new List<double[]> { read(x) };
        var outputs = new List<double[][]> { x };
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            string at = $"layers.{layer}.";
            x = _config.Layer switch
            {
                MixerLayerConfig mixer => MixerBlock(x, mixer, at),
                MlpLayerConfig => [.. x.Select(token => MlpLayer(token, at))],
                _ => Block(x, at),
            };
            outputs.Add(x);
            if (_config.Connectivity == AcnConnectivity.DenseFormer)
                x = Weighted(outputs, Weights[$"averages.{layer}.weights"]);
            pooled.Add(read(x));
        }
        return [.. pooled];
    }

    /// <summary>The mean cross entropy of rows at full depth.</summary>
    public double Loss(IReadOnlyList<NaiveToken[]> rows, int[] labels)
        => rows.Select((row, i) => CrossEntropy(Logits(row)[^1], labels[i])).Average();

    public static double CrossEntropy(double[] logits, int label)
    {
        double max = logits.Max();
        return max + Math.Log(logits.Sum(logit => Math.Exp(logit - max))) - logits[label];
    }

    private double[][] Embed(NaiveToken[] tokens)
    {
        bool isPair = ((TextEmbeddingConfig)_config.Embedding).IsPair;
        return [.. tokens.Select((token, position) =>
        {
            double[] x = Row("embedding.positions", position);
            foreach ((int row, double share) in token.Rows)
                x = Add(x, [.. Row("embedding.table", row).Select(value => value * share)]);
            return isPair ? Add(x, Row("embedding.segments", token.Segment)) : x;
        })];
    }

    private double[] Embed(double[] vector)
    {
        if (!((VectorEmbeddingConfig)_config.Embedding).IsSparse)
            return Linear(vector, "embedding.linear");
        double[] x = Weights["embedding.bias"];
        for (int slot = 0; slot < vector.Length; slot++)
            x = Add(x, [.. Row("embedding.table", slot).Select(value => value * vector[slot])]);
        return x;
    }

    private double[] MlpLayer(double[] x, string at)
    {
        double[] output = Linear([.. Linear(Norm(x, at + "norm"), at + "mlp.up").Select(Gelu)], at + "mlp.down");
        return _hasSkips ? Add(output, x) : output;
    }

    private double[][] Block(double[][] x, string at)
    {
        double[][] a = [.. Attention([.. x.Select(token => Norm(token, at + "attention_norm"))], at + "attention.").Select((token, t) => _hasSkips ? Add(token, x[t]) : token)];
        return [.. a.Select(token =>
        {
            double[] output = TwoLayers(Norm(token, at + "mlp_norm"), at + "mlp");
            return _hasSkips ? Add(output, token) : output;
        })];
    }

    private double[][] MixerBlock(double[][] x, MixerLayerConfig mixer, string at)
    {
        double skip = _hasSkips ? 1 : 0;
        double[][] normed = [.. x.Select(token => Norm(token, at + "token_norm"))];
        double[][] mixed = [.. x.Select(_ => new double[_config.Width])];
        for (int feature = 0; feature < _config.Width; feature++)
        {
            double[] ofTokens = TwoLayers([.. normed.Select(token => token[feature])], at + "token_mlp");
            for (int t = 0; t < x.Length; t++)
                mixed[t][feature] = ofTokens[t] + (skip * x[t][feature]);
        }
        return [.. mixed.Select((token, t) =>
        {
            double[] output = [.. TwoLayers(Norm(token, at + "mlp_norm"), at + "mlp").Select((value, i) => value + (skip * token[i]))];
            return mixer.IsPaperVariant
                ? Norm([.. Linear(output, at + "skip_linear").Select((value, i) => Math.Max(value + x[t][i], 0))], at + "skip_norm")
                : output;
        })];
    }

    private double[] TwoLayers(double[] x, string at) => Linear([.. Linear(x, at + ".up").Select(Gelu)], at + ".down");

    private double[][] Attention(double[][] x, string at)
    {
        int width = _config.Width, heads = ((TransformerLayerConfig)_config.Layer).Heads, size = width / heads;
        double[][] qkv = [.. x.Select(token => Linear(token, at + "qkv"))];
        double[][] mixed = [.. x.Select(_ => new double[width])];
        for (int head = 0; head < heads; head++)
        {
            double alpha = Weights[at + "alpha"][head], beta = Weights[at + "beta"][head];
            for (int t = 0; t < x.Length; t++)
            {
                double[] scores = [.. qkv.Select(other => Enumerable.Range(head * size, size).Sum(i => qkv[t][i] * other[width + i]) / Math.Sqrt(size))];
                double total = scores.Sum(Math.Exp);
                for (int i = head * size; i < (head + 1) * size; i++)
                    mixed[t][i] = (alpha * qkv[t][(2 * width) + i]) + (beta * scores.Select((score, other) => Math.Exp(score) / total * qkv[other][(2 * width) + i]).Sum());
            }
        }
        return [.. mixed.Select(token => Linear(token, at + "proj"))];
    }

    public double[] Head(double[] pooled) => Linear(Norm(pooled, "norm"), "head");

    private double[] Norm(double[] x, string name)
    {
        double mean = x.Average(), variance = x.Average(value => (value - mean) * (value - mean));
        return [.. x.Select((value, i) => ((value - mean) / Math.Sqrt(variance + 1e-5) * Weights[name + ".weight"][i]) + Weights[name + ".bias"][i])];
    }

    public double[] Linear(double[] x, string name)
    {
        double[] weight = Weights[name + ".weight"], bias = Weights[name + ".bias"];
        return [.. bias.Select((b, o) => b + x.Select((value, i) => value * weight[(o * x.Length) + i]).Sum())];
    }

    public double[] Row(string name, int row) => Weights[name][(row * _config.Width)..((row + 1) * _config.Width)];

    public static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[][] Weighted(List<double[][]> outputs, double[] weights)
        => [.. outputs[0].Select((token, t) => token.Select((_, i) => outputs.Zip(weights, (output, weight) => output[t][i] * weight).Sum()).ToArray())];

    private static double[] Mean(double[][] x) => [.. Enumerable.Range(0, x[0].Length).Select(i => x.Average(token => token[i]))];

    public static double Gelu(double x) => x * 0.5 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>Abramowitz and Stegun 7.1.6: a series of positive terms, exact to the last digits here.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17; n++)
            sum += term *= 2 * x * x / ((2 * n) + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
