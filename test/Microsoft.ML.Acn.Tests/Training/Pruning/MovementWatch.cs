using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

/// <summary>Sums up -w g in 64 bits, number by number.</summary>
internal sealed class MovementWatch(AcnNetwork network, Dictionary<string, double[]> movement) : IStepRule
{
    public void BeforeUpdate(RowGradients? rows)
    {
        foreach ((string name, Tensor weight) in network.Weights())
        {
            float[] values = weight.Numbers();
            if (weight.grad is { } gradient)
            {
                float[] gradients = gradient.Numbers();
                for (int i = 0; i < values.Length; i++)
                    movement[name][i] -= (double)values[i] * gradients[i];
            }
            else if (rows is not null && name == "embedding.table")
            {
                for (int row = 0; row < rows.Rows.Length; row++)
                {
                    for (int i = 0; i < 8; i++)
                        movement[name][(rows.Rows[row] * 8) + i] -= (double)values[(rows.Rows[row] * 8) + i] * rows[row][i];
                }
            }
        }
    }

    public void AfterUpdate(RowGradients? rows)
    {
    }

    public void Dispose()
    {
    }
}
