using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>A network of images as plain loops over 64-bit numbers, one image at a time; what follows the embedding is <see cref="ReferenceNetwork"/>'s.</summary>
internal sealed class ReferenceImageNetwork(AcnNetwork network)
{
    private readonly PatchEmbeddingConfig _patches = (PatchEmbeddingConfig)network.Config.Embedding;
    private readonly ReferenceNetwork _network = new(network);

    /// <summary>The weights by name; they can be changed.</summary>
    public Dictionary<string, double[]> Weights => _network.Weights;

    /// <summary>The logits of every depth for one image of a batch.</summary>
    public double[][] Logits(ImageBatch batch, int image) => _network.Logits(Tokens(batch, image));

    /// <summary>The mean cross entropy of a batch at full depth.</summary>
    public double Loss(ImageBatch batch, int[] labels)
        => labels.Select((label, image) => ReferenceNetwork.CrossEntropy(Logits(batch, image)[^1], label)).Average();

    /// <summary>x_0 of each patch.</summary>
    public double[][] Tokens(ImageBatch batch, int image)
    {
        double[,,] x = Normalised(batch, image);
        if (_patches.Stem == PatchStem.Convolutional)
        {
            for (int step = 0; Weights.ContainsKey($"embedding.stem.convolutions.{step}.weight"); step++)
                x = Convolved(x, $"embedding.stem.convolutions.{step}", stride: step % 2 == 1 ? 2 : 1);
        }
        // After the convolutions a pixel is a patch.
        int size = _patches.Stem == PatchStem.Convolutional ? 1 : _patches.PatchSize;
        var tokens = new List<double[]>();
        for (int row = 0; row < x.GetLength(1) / size; row++)
        {
            for (int column = 0; column < x.GetLength(2) / size; column++)
            {
                double[] token = _network.Linear(Patch(x, row * size, column * size, size), "embedding.stem.proj");
                if (_patches.HasPositions)
                    token = ReferenceNetwork.Add(token, ReferenceNetwork.Add(_network.Row("embedding.position_rows", row), _network.Row("embedding.position_columns", column)));
                tokens.Add(token);
            }
        }
        return [.. tokens];
    }

    /// <summary>The numbers of a square: channel by channel, row by row.</summary>
    public static double[] Patch(double[,,] x, int top, int left, int size)
    {
        var numbers = new List<double>();
        for (int channel = 0; channel < x.GetLength(0); channel++)
        {
            for (int y = top; y < top + size; y++)
            {
                for (int across = left; across < left + size; across++)
                    numbers.Add(x[channel, y, across]);
            }
        }
        return [.. numbers];
    }

    /// <summary>Channel, row, column.</summary>
    public static double[,,] Normalised(ImageBatch batch, int image)
    {
        var x = new double[batch.Channels, batch.Height, batch.Width];
        for (int channel = 0; channel < batch.Channels; channel++)
        {
            for (int row = 0; row < batch.Height; row++)
            {
                for (int column = 0; column < batch.Width; column++)
                {
                    int at = (((((image * batch.Channels) + channel) * batch.Height) + row) * batch.Width) + column;
                    x[channel, row, column] = (batch.Pixels[at] - (double)batch.Means[channel]) * batch.Scales[channel];
                }
            }
        }
        return x;
    }

    /// <summary>3x3, one zero around the image, every pixel or every second; then GELU.</summary>
    private double[,,] Convolved(double[,,] x, string name, int stride)
    {
        double[] weight = Weights[name + ".weight"], bias = Weights[name + ".bias"];
        int inputs = x.GetLength(0), height = x.GetLength(1), width = x.GetLength(2);
        var y = new double[bias.Length, (height + stride - 1) / stride, (width + stride - 1) / stride];
        for (int output = 0; output < bias.Length; output++)
        {
            for (int row = 0; row < y.GetLength(1); row++)
            {
                for (int column = 0; column < y.GetLength(2); column++)
                {
                    double sum = bias[output];
                    for (int at = 0; at < inputs * 9; at++)
                    {
                        int input = at / 9, above = (stride * row) + (at % 9 / 3) - 1, across = (stride * column) + (at % 3) - 1;
                        if (above >= 0 && above < height && across >= 0 && across < width)
                            sum += weight[(output * inputs * 9) + at] * x[input, above, across];
                    }
                    y[output, row, column] = ReferenceNetwork.Gelu(sum);
                }
            }
        }
        return y;
    }
}
