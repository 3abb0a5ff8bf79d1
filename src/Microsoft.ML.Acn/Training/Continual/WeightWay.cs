using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>The way of one weight through training, and what it did to the loss: see <see cref="SynapticIntelligence"/>.</summary>
internal sealed class WeightWay : IDisposable
{
    private readonly Parameter _weight;
    private readonly Tensor _start;
    private readonly Tensor _before;
    private readonly Tensor _gradient;
    private readonly Tensor _fall;
    private Tensor? _kept;

    public WeightWay(string name, Parameter weight)
    {
        (Name, _weight) = (name, weight);
        using var scope = NewDisposeScope();
        _start = weight.detach().clone().DetachFromDisposeScope();
        _before = weight.detach().clone().DetachFromDisposeScope();
        _gradient = zeros_like(_start).DetachFromDisposeScope();
        _fall = zeros_like(_start).DetachFromDisposeScope();
    }

    public string Name { get; }

    public void Begin()
    {
        _before.copy_(_weight);
        if (_weight.grad is { } gradient)
            _gradient.copy_(gradient);
        else
            _gradient.zero_();
    }

    public void End() => _fall.PlusProductInPlace(_gradient, _before.PlusInPlace(_weight, -1), 1);

    public void Keep()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (_kept is null)
            _kept = _fall.clone().DetachFromDisposeScope();
        else
            _kept.copy_(_fall);
    }

    public void Restore()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (_kept is not null)
            _fall.copy_(_kept);
    }

    public IEnumerable<StatePart> State()
        => _kept is null ? [StatePart.Of($"ways.{Name}", _fall)] : [StatePart.Of($"ways.{Name}", _fall), StatePart.Of($"ways.kept.{Name}", _kept)];

    public float[] Importance()
    {
        Tensor move = _weight.detach().clone().PlusInPlace(_start, -1);
        return TensorMath.ToArray(_fall.relu().div((move * move).PlusInPlace(SynapticIntelligence.Damping)));
    }

    public void Dispose()
    {
        foreach (Tensor? one in new[] { _start, _before, _gradient, _fall, _kept })
            one?.Dispose();
    }
}
