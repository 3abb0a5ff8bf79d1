using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training.Continual;

/// <summary>The way of every weight through training, and the fall of the loss along it, in 64 bits and from copies of whole tensors.</summary>
internal sealed class RecordedWay(AcnNetwork network) : IStepRule
{
    private Dictionary<string, float[]> _before = [];
    private Dictionary<string, float[]> _gradients = [];

    public Dictionary<string, float[]> Start { get; } = network.Snapshot();

    public Dictionary<string, double[]> Falls { get; } = network.Weights().ToDictionary(weight => weight.Name, weight => new double[weight.Tensor.numel()]);

    public void BeforeUpdate(RowGradients? rows)
    {
        _before = network.Snapshot();
        _gradients = network.NamedParameters().Where(weight => weight.Parameter.grad is not null).ToDictionary(weight => weight.Name, weight => weight.Parameter.grad!.Numbers());
        if (rows is null)
            return;
        float[] table = new float[rows.Table.numel()];
        for (int i = 0; i < rows.Rows.Length; i++)
            rows[i].CopyTo(table.AsSpan(rows.Rows[i] * rows[i].Length));
        _gradients[network.TableName!] = table;
    }

    public void AfterUpdate(RowGradients? rows)
    {
        Dictionary<string, float[]> now = network.Snapshot();
        foreach ((string name, float[] gradient) in _gradients)
        {
            for (int i = 0; i < gradient.Length; i++)
                Falls[name][i] -= (double)gradient[i] * ((double)now[name][i] - _before[name][i]);
        }
    }

    public void Dispose()
    {
    }
}
