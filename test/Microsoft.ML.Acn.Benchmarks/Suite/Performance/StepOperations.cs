using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>The kinds of operations of a training step, each to be run by itself on the shapes that it has there.</summary>
internal sealed class StepOperations : IDisposable
{
    private readonly SpeedCase _case;
    private readonly ScalarType _type;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly WeightInitializer _init = new(CPU, 1);
    private readonly DenseAdam _dense;
    private readonly RowAdam? _rows;
    private readonly List<Tensor> _leaves = [];
    private readonly RowDropout _dropout = new(0.3, new Random(1));
    private readonly int _layers;
    private readonly int _width;
    private readonly int _tokens;

    public StepOperations(SpeedCase speedCase, ScalarType type)
    {
        (_case, _type) = (speedCase, type);
        NetworkConfig config = speedCase.Network.Config;
        (_layers, _width) = (config.Layers, config.Width);
        using (inference_mode())
            _tokens = (int)speedCase.Network.Embedding.Embed(speedCase.Batch.Inputs, null).Tokens.shape[1];
        _dense = new DenseAdam(speedCase.Network.TrainedWeights().Select(weight => (weight.Weight, 1.0, (Tensor?)null)), 0.2);
        _rows = speedCase.Network.Embedding.RowTable is { } table ? new RowAdam(table, 0.2) : null;
    }

    /// <summary>Layers whose end a training step puts off until the mean over tokens is taken; scoring does so with all.</summary>
    private int LayersPooledFirst => _type == ScalarType.Float32 ? 1 : 0;

    public IEnumerable<StepOperation> All()
    {
        InputBatch batch = _case.Batch.Inputs;
        yield return new("embedding", 1, () => _case.Network.Embedding.Embed(batch, is_grad_enabled() ? new TrainingPass(_dropout) : null).Tokens);
        Tensor tokens = Leaf(SpeedCase.Rows, _tokens, _width), pooled = Leaf(SpeedCase.Rows, _width);
        yield return new("dropout", 2, () => _dropout.Apply(tokens), IsScored: false);
        var norm = new LayerNorm(_width, _init);
        yield return new("layer norms", 2 * _layers, () => norm.Forward(tokens));
        foreach (StepOperation operation in LayerOperations())
            yield return operation;
        Tensor pool = ones(SpeedCase.Rows, 1, _tokens), hidden = Leaf(SpeedCase.Rows, _tokens, _case.Operations.Products[^1].Inputs);
        yield return new("pooling", _layers + 1 - LayersPooledFirst, () => bmm(pool, tokens)) { TimesScored = 1 };
        yield return new("pooling hidden features", LayersPooledFirst, () => bmm(pool, hidden)) { TimesScored = _layers };
        var head = new LinearLayer(_init.Random(_case.Network.Config.Classes, _width));
        Tensor labels = tensor(_case.Batch.Labels);
        yield return new("head and loss", 1, () => is_grad_enabled() ? nn.functional.cross_entropy(head.Forward(pooled), labels) : nn.functional.softmax(head.Forward(pooled), 1));
        // Gradients are there from the passes above.
        _case.Train(1);
        yield return new("norm of the gradients", 1, () => Nothing(() => _dense.GradientNorm()), IsUpdate: true);
        yield return new("AdamW, dense", 1, () => Nothing(() => _dense.Step(1e-6, 1)), IsUpdate: true);
        if (_rows is not null)
        {
            Tensor means = randn(batch.Bags!.Count, _width);
            yield return new("gradients of the table's rows", 1, () => Nothing(() => _rows.Accumulate(batch.Bags, means).SquaredNorm()), IsUpdate: true);
            yield return new("AdamW, rows of the table", 1, () => Nothing(() =>
            {
                _rows.CatchUp(batch.Bags.Touched!);
                _rows.Step(batch.Bags.Touched!, 1e-6, 1);
            }), IsUpdate: true);
        }
    }

    public void Dispose()
    {
        _dense.Dispose();
        _rows?.Dispose();
        _init.Dispose();
        _scope.Dispose();
    }

    private IEnumerable<StepOperation> LayerOperations()
    {
        int rows = SpeedCase.Rows;
        if (_case.Network.Config.Layer is TransformerLayerConfig transformer)
        {
            foreach (StepOperation operation in FeatureMlp("MLP", transformer.Hidden))
                yield return operation;
            yield return Product("attention: q, k and v", [rows, _tokens], _width, 3 * _width);
            yield return Product("attention: output", [rows, _tokens], _width, _width);
            Tensor[] parts = [.. Enumerable.Range(0, 3).Select(_ => Leaf(rows, transformer.Heads, _tokens, _width / transformer.Heads))];
            yield return new StepOperation("attention: scores and sums", _layers, () => _type == ScalarType.Float32
                ? nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2])
                : matmul(nn.functional.softmax(matmul(parts[0].to_type(_type), parts[1].to_type(_type).transpose(-2, -1)).to_type(ScalarType.Float32), -1).to_type(_type), parts[2].to_type(_type)))
            { Products = 4.0 * rows * _tokens * _tokens * _width };
        }
        else if (_case.Network.Config.Layer is MixerLayerConfig mixer)
        {
            foreach (StepOperation operation in Mlp("MLP over tokens", [rows, _width], mixer.Tokens, mixer.TokenHidden).Concat(FeatureMlp("MLP over features", mixer.Hidden)))
                yield return operation;
            Tensor x = Leaf(rows, _tokens, _width);
            yield return new("transposing", 2 * _layers, () => x.transpose(1, 2).contiguous());
        }
    }

    /// <summary>The MLP that a layer ends with: the last product of some layers is made for means of tokens.</summary>
    private IEnumerable<StepOperation> FeatureMlp(string name, int hidden)
    {
        long[] positions = [SpeedCase.Rows, _tokens];
        return
        [
            .. Hidden(name, positions, _width, hidden),
            Product($"{name}: down", positions, hidden, _width) with { Times = _layers - LayersPooledFirst, TimesScored = _layers - 1 },
            Product($"{name}: down, of means", [SpeedCase.Rows], hidden, _width) with { Times = LayersPooledFirst, TimesScored = _layers },
        ];
    }

    private IEnumerable<StepOperation> Mlp(string name, long[] positions, int width, int hidden)
        => [.. Hidden(name, positions, width, hidden), Product($"{name}: down", positions, hidden, width)];

    private IEnumerable<StepOperation> Hidden(string name, long[] positions, int width, int hidden)
    {
        yield return Product($"{name}: up", positions, width, hidden);
        Tensor wide = Leaf([.. positions, hidden]).to_type(_type);
        yield return new($"{name}: GELU", _layers, () => nn.functional.gelu(wide));
    }

    private StepOperation Product(string name, long[] positions, int inputs, int outputs)
    {
        var layer = new LinearLayer(_init.Random(outputs, inputs));
        layer.ProductType = _type;
        Tensor x = Leaf([.. positions, inputs]);
        return new(name, _layers, () => layer.Forward(x)) { Products = 2.0 * x.numel() * outputs };
    }

    /// <summary>Frees the gradients of what the operations compute on: a step does not add to those of the step before.</summary>
    public void ClearGradients()
    {
        foreach (Tensor leaf in _leaves)
        {
            leaf.grad?.Dispose();
            leaf.grad = null;
        }
    }

    private Tensor Leaf(params long[] shape)
    {
        Tensor leaf = randn(shape).requires_grad_();
        _leaves.Add(leaf);
        return leaf;
    }

    private static Tensor? Nothing(Action action)
    {
        action();
        return null;
    }
}
