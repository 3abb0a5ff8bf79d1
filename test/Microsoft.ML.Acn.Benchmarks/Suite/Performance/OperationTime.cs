using System.Diagnostics;
using Measuring;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Milliseconds that a kind of operation takes in a whole step.</summary>
internal sealed record OperationTime(string Name, int Times, double Forward, double Backward, double Update, double Scoring);

/// <summary>A kind of operation of a step.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Times">How often a step has it.</param>
/// <param name="Run">Runs it once on tensors of the step's shapes. Backward goes from what it returns; null has no backward pass.</param>
/// <param name="IsUpdate">Whether it is a part of the update, and not of the network.</param>
/// <param name="IsScored">Whether scoring has it too.</param>
internal sealed record StepOperation(string Name, int Times, Func<Tensor?> Run, bool IsUpdate = false, bool IsScored = true)
{
    /// <param name="rounds">Measured rounds, after two that are not.</param>
    /// <param name="afterBackward">Called after each backward pass, outside of the clock.</param>
    public OperationTime Measure(int rounds, Action afterBackward)
    {
        double[] forward = new double[rounds], backward = new double[rounds], scoring = new double[rounds];
        for (int round = -2; round < rounds; round++)
        {
            int at = Math.Max(round, 0);
            using (NewDisposeScope())
            {
                var clock = Stopwatch.StartNew();
                Tensor? result = Run();
                forward[at] = clock.Elapsed.TotalMilliseconds;
                if (result is { requires_grad: true })
                {
                    Tensor gradient = ones_like(result);
                    clock.Restart();
                    result.backward([gradient]);
                    backward[at] = clock.Elapsed.TotalMilliseconds;
                    afterBackward();
                }
            }
            if (IsUpdate || !IsScored)
                continue;
            using (inference_mode())
            using (NewDisposeScope())
            {
                var clock = Stopwatch.StartNew();
                Run();
                scoring[at] = clock.Elapsed.TotalMilliseconds;
            }
        }
        double all = Times * forward.Median();
        return new OperationTime(Name, Times, IsUpdate ? 0 : all, Times * backward.Median(), IsUpdate ? all : 0, Times * scoring.Median());
    }
}
