using System.Runtime.InteropServices;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>What is gained by one operation in place of several: queries, keys and values in one product, bias and GELU within the product.</summary>
internal sealed class FusingBenchmark : Benchmark
{
    // 64 texts of 64 tokens, in the default shape of a layer.
    private const int Tokens = 4_096;
    private const int Width = 128;
    private const int Hidden = 256;
    private const int Times = 30;

    private const string Script = """
        def fused(bias, x, weight):
            return torch._addmm_activation(bias, x, weight, use_gelu=True)

        """;

    public override string Name => "fusing";

    public override string Summary => "queries, keys and values in one product against three; bias and GELU within the product (a script of torch's) against after it";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 9;
        int threads = get_num_threads();
        bool hasGradient = HasGradient();
        var rows = new List<string[]>();
        try
        {
            foreach (int count in new[] { 1, threads }.Distinct())
            {
                set_num_threads(count);
                Say($"{count} thread(s)");
                rows.AddRange([Projections(rounds, count, isTraining: false), Projections(rounds, count, isTraining: true), Activation(rounds, count)]);
            }
        }
        finally
        {
            set_num_threads(threads);
        }
        report.Paragraph($"{Tokens:N0} tokens of {Width} features, 32 bits, {rounds} rounds in turns of {Times} times each. Products are those of the networks (`LinearLayer`), which take the way that suits the processor; the fused activation is always with the ordinary product. The fused activation is `torch._addmm_activation`, which TorchSharp does not have: a script compiled by `torch.jit.compile` calls it. {(hasGradient ? "It has a gradient." : "It has no gradient, so it could serve scoring alone.")}");
        report.Table(["what", "threads", "apart, ms", "in one, ms", "times the speed, median (lowest to highest)"], rows);
    }

    private static string[] Projections(int rounds, int threads, bool isTraining)
    {
        using DisposeScope scope = NewDisposeScope();
        using LinearLayer one = Layer(3 * Width), q = Layer(Width), k = Layer(Width), v = Layer(Width);
        Tensor x = randn(Tokens, Width, requires_grad: isTraining);
        Turns turns = Turns.Measure(rounds, () => Each(isTraining, () => [q.Forward(x), k.Forward(x), v.Forward(x)]), () => Each(isTraining, () => one.Forward(x).chunk(3, -1)));
        return Row($"queries, keys and values, {(isTraining ? "forwards and backwards" : "forwards")}", threads, turns);
    }

    private static string[] Activation(int rounds, int threads)
    {
        using DisposeScope scope = NewDisposeScope();
        using jit.CompilationUnit script = Compiled();
        using LinearLayer up = Layer(Hidden);
        Tensor x = randn(Tokens, Width), weight = up.Weight.detach().t(), bias = up.Bias.detach();
        Tensor Apart() => nn.functional.gelu(up.Forward(x));
        Tensor InOne() => (Tensor)script.invoke("fused", bias, x, weight);
        using (inference_mode())
        {
            double difference = TensorMath.ToNumber((Apart() - InOne()).abs().max());
            if (difference > 1e-5)
                throw new BenchmarkException($"The fused activation differs by {difference}.");
        }
        return Row("product, bias and GELU, forwards", threads, Turns.Measure(rounds, () => Each(false, () => [Apart()]), () => Each(false, () => [InOne()])));
    }

    private static bool HasGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using jit.CompilationUnit script = Compiled();
        try
        {
            ((Tensor)script.invoke("fused", zeros(Hidden), ones(1, Width), ones([Width, Hidden], requires_grad: true))).sum().backward();
            return true;
        }
        catch (ExternalException e) when (e.Message.Contains("derivative"))
        {
            return false;
        }
    }

    private static jit.CompilationUnit Compiled() => jit.compile(Script) ?? throw new BenchmarkException("torch compiles no scripts here.");

    private static LinearLayer Layer(int outputs) => new(randn(outputs, Width) * 0.1);

    private static void Each(bool isTraining, Func<Tensor[]> compute)
    {
        using IDisposable? inference = isTraining ? null : inference_mode();
        for (int i = 0; i < Times; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] results = compute();
            if (isTraining)
                cat(results, -1).sum().backward();
        }
    }

    private static string[] Row(string what, int threads, Turns turns)
        => [what, $"{threads}", $"{turns.Median(0) / Times * 1e3:F2}", $"{turns.Median(1) / Times * 1e3:F2}", turns.SpeedUps(1, 0).MedianAndRange("F2")];
}
