using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>How long does a program take that loads a model and predicts once, beside one that only makes a tensor?</summary>
internal sealed class StartupBenchmark : Benchmark
{
    /// <summary>The first argument of the program when it is one of the two that are timed.</summary>
    public const string Child = "startup-child";

    private const string NoModel = "none";
    private const double SecondsGoal = 1.5;

    public override string Name => "startup";

    public override string Summary => "process start, load and one prediction, beside an empty TorchSharp program";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 7;
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        using AcnRun run = AcnRun.Train(new AcnTextOptions { Seed = 1, Epochs = 1 }, [.. glosses.Train.Take(arguments.Rows ?? 20_000)], null, Say);
        string path = Path.Combine(Path.GetTempPath(), $"acn-startup-{Environment.ProcessId}.zip");
        try
        {
            new MLContext().Model.Save(run.Model, run.View(glosses.Test).Schema, path);
            Turns times = Turns.Measure(rounds, () => Start(path), () => Start(NoModel));
            double[] more = [.. times.Seconds[0].Zip(times.Seconds[1], (loaded, empty) => loaded - empty)];
            report.Paragraph($"A text model of {new FileInfo(path).Length / 1e6:F0} MB, {rounds} rounds in turns; each is a process of its own, its files in the system's cache.");
            report.Table(
                ["", "s (median)"],
                [["an empty TorchSharp program", $"{times.Median(1):F2}"], ["load, and predict once", $"{times.Median(0):F2}"], ["more (lowest to highest)", more.MedianAndRange("F2")]]);
            report.Goal($"at most {SecondsGoal} s more", more.Median() <= SecondsGoal, $"{more.Median():F2} s");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What is timed.</summary>
    public static void RunChild(string model)
    {
        using Tensor one = ones(1);
        if (model == NoModel)
            return;
        var ml = new MLContext();
        using PredictionEngine<LabelledText, ScoredText> engine = ml.Model.CreatePredictionEngine<LabelledText, ScoredText>(ml.Model.Load(model, out _));
        engine.Predict(new LabelledText(string.Empty, "a small domesticated carnivorous mammal"));
    }

    private static void Start(string model) => ChildProgram.OutputOfThis(Child, model);
}
