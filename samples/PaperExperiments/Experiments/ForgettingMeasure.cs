using System.Diagnostics;
using Measuring.Arms;
using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Data;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Trains a network on tasks one after another, each time with <c>Fit(nextTask, initial)</c> as a user would, and looks at what it still knows of each.</summary>
/// <param name="material">The data.</param>
/// <param name="plan">The training, the same for each task.</param>
internal sealed class ForgettingMeasure(Material material, ArmPlan plan)
{
    private readonly MLContext _ml = new(plan.Seed);

    /// <summary>Learns all tasks.</summary>
    /// <param name="tasks">In their order.</param>
    /// <param name="rowsOf">The rows of a task to measure on.</param>
    /// <param name="listener">Told how far it is.</param>
    public ArmOutcome Run(ClassTask[] tasks, Func<Parts, IReadOnlyList<Sample>> rowsOf, IArmListener listener)
    {
        var known = new List<double[]>();
        var all = new List<double>();
        double seconds = 0;
        AcnTransformer? network = null;
        try
        {
            for (int learned = 0; learned < tasks.Length; learned++)
            {
                listener.Live((double)learned / tasks.Length, FormattableString.Invariant($"task {learned + 1} of {tasks.Length}"));
                var clock = Stopwatch.StartNew();
                AcnTransformer next = Fit(tasks[learned], network);
                seconds += clock.Elapsed.TotalSeconds;
                network?.Dispose();
                network = next;
                (double Among, double All)[] accuracies = [.. tasks.Take(learned + 1).Select(task => Accuracy(next, task.Classes, rowsOf(task.Parts)))];
                known.Add([.. accuracies.Select(one => one.Among)]);
                all.Add(accuracies.Average(one => one.All));
                listener.Say(FormattableString.Invariant($"after task {learned + 1}: {string.Join(", ", known[^1].Select(accuracy => accuracy.ToString("P1", System.Globalization.CultureInfo.InvariantCulture)))}"));
            }
        }
        finally
        {
            network?.Dispose();
        }
        return OutcomeOf(known, all[^1], seconds);
    }

    /// <summary>The figures of accuracies by the task that was learned last and the task that is tested.</summary>
    internal static ArmOutcome OutcomeOf(IReadOnlyList<double[]> known, double allClasses, double seconds) => new()
    {
        Figures =
        {
            ["accuracy"] = known[^1].Average(),
            // The best that it was before, less what is left; of the last task nothing can be forgotten yet.
            ["forgetting"] = Enumerable.Range(0, known.Count - 1).Average(task => known.Take(known.Count - 1).Skip(task).Max(row => row[task]) - known[^1][task]),
            ["accuracy, last task"] = known[^1][^1],
            ["accuracy, each task when learned"] = known.Average(row => row[^1]),
            ["accuracy among all classes"] = allClasses,
            ["training, s"] = seconds,
        },
        Grids = { ["accuracy by tasks learned and task"] = [.. known] },
    };

    private AcnTransformer Fit(ClassTask task, AcnTransformer? initial)
    {
        AcnOptions options = plan.OptionsFor(material, isChosen: false);
        // All arms learn each task among its own classes, as tasks with heads of their own would: what is compared is what happens below.
        options.WarmStart = new AcnWarmStartOptions { MaskAbsentClasses = true };
        IDataView rows = material.View(_ml, task.Parts.Train);
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = _ml.MulticlassClassification.Trainers;
        AcnTrainer trainer = options is AcnTextOptions texts ? trainers.Acn(texts) : trainers.Acn((AcnImageOptions)options);
        return initial is null ? trainer.Fit(keyed) : trainer.Fit(keyed, initial);
    }

    /// <summary>Accuracy when the task is known, and when it is not.</summary>
    private (double Among, double All) Accuracy(AcnTransformer network, IReadOnlyList<string> classes, IReadOnlyList<Sample> rows)
    {
        IDataView scored = network.Transform(material.View(_ml, rows));
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        string[] slots = [.. names.DenseValues().Select(name => name.ToString())];
        int[] among = [.. classes.Select(name => Array.IndexOf(slots, name))];
        int right = 0, rightOfAll = 0, row = 0;
        foreach (float[] scores in scored.GetColumn<float[]>("Score"))
        {
            int label = Array.IndexOf(slots, rows[row++].Label);
            right += among.MaxBy(slot => scores[slot]) == label ? 1 : 0;
            rightOfAll += Array.IndexOf(scores, scores.Max()) == label ? 1 : 0;
        }
        return ((double)right / row, (double)rightOfAll / row);
    }
}
