using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>
/// The diagonal of the Fisher information of a trained network: the mean over rows of the squared gradient of the log-likelihood of a label that is drawn from
/// the network's own probabilities. With the rows' own labels it would be the "empirical Fisher", which is none where the model does not fit the labels
/// (Kunstner, Balles and Hennig 2019).
/// </summary>
/// <remarks>Of a row of the embedding table it is the mean over its C weights. Gradients are squared row by row: those of a batch would be squared as a sum.</remarks>
/// <param name="network">Trained. Its gradients are used and given up.</param>
/// <param name="encoder">Makes the batches.</param>
/// <param name="classes">The classes in the softmax; null for all.</param>
internal sealed class FisherInformation(AcnNetwork network, InputEncoder encoder, TrainedClasses? classes)
{
    private readonly List<(string Name, Parameter Weight, Tensor Sum)> _dense = [];
    private readonly double[] _rows = new double[network.Embedding.RowTable?.shape[0] ?? 0];
    private float[] _gradients = [];

    /// <param name="batches">The training rows.</param>
    /// <param name="most">Rows to look at, if there are as many.</param>
    /// <param name="random">Decides which, and on the labels.</param>
    /// <param name="checkCancelled">Throws when the run is to end.</param>
    /// <returns>By the name of the weight.</returns>
    public IReadOnlyDictionary<string, float[]> Measure(BatchSource batches, int most, Random random, Action checkCancelled)
    {
        // What was frozen is as important as the rest.
        Parameter[] frozen = [.. network.Parameters().Where(weight => !weight.requires_grad && !ReferenceEquals(weight, network.Embedding.RowTable))];
        foreach (Parameter weight in frozen)
            weight.requires_grad_(true);
        try
        {
            foreach ((string name, Parameter weight, bool _) in network.TrainedWeights())
                _dense.Add((name, weight, zeros(weight.shape, dtype: ScalarType.Float32, device: weight.device).DetachFromDisposeScope()));
            double total = 0;
            int count = 0;
            foreach (BatchRows batch in batches.EachRow(random))
            {
                checkCancelled();
                for (int i = 0; i < batch.Positions.Length && count < most; i++, count++)
                {
                    float share = batches.WeightOf(batch.Numbers[i]);
                    Add(batch.Store, batch.Positions[i], share, random);
                    total += share;
                }
                if (count == most)
                    break;
            }
            return Means(Math.Max(total, 1e-12));
        }
        finally
        {
            foreach ((string _, Parameter weight, Tensor sum) in _dense)
            {
                weight.grad = null;
                sum.Dispose();
            }
            _dense.Clear();
            foreach (Parameter weight in frozen)
                weight.requires_grad_(false);
        }
    }

    private void Add(RowStore store, int row, float share, Random random)
    {
        using InputBatch batch = encoder.Collate(store, [row], noise: null);
        using var scope = NewDisposeScope();
        var pass = new TrainingPass(new RowDropout(0, random));
        Tensor logits = network.Forward(batch, pass);
        logits = classes?.Select(logits) ?? logits; // (1, K)
        foreach ((string _, Parameter weight, Tensor _) in _dense)
            weight.grad?.zero_();
        nn.functional.cross_entropy(logits, tensor(new long[] { Draw(TensorMath.ToArray(nn.functional.softmax(logits, 1)), random) }, device: logits.device)).backward();
        using var _ = no_grad();
        foreach ((string _, Parameter weight, Tensor sum) in _dense)
        {
            if (weight.grad is { } gradient)
                sum.PlusProductInPlace(gradient, gradient, share);
        }
        if (pass.RowMeans?.grad is { } means)
            AddRows(batch.Bags!.WithTouched(), means, share);
    }

    private void AddRows(RowBags bags, Tensor means, float share)
    {
        Parameter table = network.Embedding.RowTable!;
        int width = (int)table.shape[1], size = bags.Touched!.Length * width;
        if (_gradients.Length < size)
            _gradients = new float[2 * size];
        RowGradients gradients = RowGradients.Of(table, bags, means, _gradients.AsMemory(0, size));
        for (int i = 0; i < gradients.Rows.Length; i++)
        {
            double squares = 0;
            foreach (float gradient in gradients[i])
                squares += (double)gradient * gradient;
            _rows[gradients.Rows[i]] += share * squares / width;
        }
    }

    private Dictionary<string, float[]> Means(double total)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var means = _dense.ToDictionary(one => one.Name, one => TensorMath.ToArray(one.Sum.Times(1 / total)));
        if (network.TableName is { } table)
            means.Add(table, Array.ConvertAll(_rows, sum => (float)(sum / total)));
        return means;
    }

    private static long Draw(float[] probabilities, Random random)
    {
        double left = random.NextDouble();
        for (int label = 0; label < probabilities.Length; label++)
        {
            left -= probabilities[label];
            if (left < 0)
                return label;
        }
        return Array.IndexOf(probabilities, probabilities.Max());
    }
}
