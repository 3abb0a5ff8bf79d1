using System.Diagnostics;
using Measuring;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Milliseconds that a kind of operation takes in a whole step and in a scored batch.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Forward">Forwards, in training.</param>
/// <param name="Backward">Backwards.</param>
/// <param name="Update">In the update.</param>
/// <param name="Scoring">In a scored batch.</param>
internal sealed record OperationTime(StepOperation Operation, double Forward, double Backward, double Update, double Scoring)
{
    /// <summary>In a training step.</summary>
    public double Training => Forward + Backward + Update;

    /// <summary>Floating-point operations per second in training; 0 if they are not counted. A pass backwards has two products for each.</summary>
    public double Rate => Operation.Products == 0 || Training == 0 ? 0 : Operation.Times * Operation.Products * (Backward > 0 ? 3 : 1) / (Training / 1e3);
}

/// <summary>A kind of operation of a step.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Times">How often a step has it.</param>
/// <param name="Run">Runs it once on tensors of the step's shapes. Backward goes from what it returns; null has no backward pass.</param>
/// <param name="IsUpdate">Whether it is a part of the update, and not of the network.</param>
/// <param name="IsScored">Whether scoring has it too.</param>
internal sealed record StepOperation(string Name, int Times, Func<Tensor?> Run, bool IsUpdate = false, bool IsScored = true)
{
    /// <summary>How often a scored batch has it.</summary>
    public int TimesScored { get; init; } = Times;

    /// <summary>Floating-point operations of the matrix products of one run; 0 if it has none.</summary>
    public double Products { get; init; }

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
        return new OperationTime(this, IsUpdate ? 0 : all, Times * backward.Median(), IsUpdate ? all : 0, TimesScored * scoring.Median());
    }
}
