using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Samples.Arms;
using PaperExperiments.Data;
using PaperExperiments.Experiments;
using PaperExperiments.Reports;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

public class ForgettingTests
{
    [Fact]
    public void Forgetting_is_the_best_of_before_less_what_is_left_of_all_tasks_but_the_last()
    {
        ArmOutcome outcome = ForgettingMeasure.OutcomeOf([[0.9], [0.95, 0.8], [0.7, 0.85, 0.6]], allClasses: 0.4, seconds: 3);

        Assert.Equal((0.25 - 0.05) / 2, outcome.Figures["forgetting"], 1e-9);
        Assert.Equal((0.7 + 0.85 + 0.6) / 3, outcome.Figures["accuracy"], 1e-9);
        Assert.Equal(0.6, outcome.Figures["accuracy, last task"]);
        Assert.Equal((0.9 + 0.8 + 0.6) / 3, outcome.Figures["accuracy, each task when learned"], 1e-9);
    }

    [Fact]
    public void Tasks_have_classes_of_their_own_in_order_and_rows_of_no_others()
    {
        ClassTask[] tasks = TaskSplit.Of(MadeUpTexts.Pool(), 5, new PartSizes(20, 5, 10));

        Assert.Equal(MadeUpTexts.Pool().Classes, tasks.SelectMany(task => task.Classes));
        Assert.All(tasks, task => Assert.Equal((2, 20, 5, 10), (task.Classes.Count, task.Parts.Train.Count, task.Parts.Validation.Count, task.Parts.Test.Count)));
        Assert.All(tasks, task => Assert.Subset(task.Classes.ToHashSet(), task.Parts.Train.Concat(task.Parts.Test).Select(row => row.Label).ToHashSet()));
        Assert.Throws<SampleConsole.UsageException>(() => TaskSplit.Of(MadeUpTexts.Pool(), 5, new PartSizes(1_000, 5, 10)));
    }

    [Theory]
    [InlineData(0.19, 0.90, true)]
    [InlineData(0.21, 0.90, false)]
    [InlineData(0.10, 0.89, false)]
    public void Protection_is_a_goal_only_with_the_last_task(double forgetting, double last, bool isReached)
    {
        var arms = new List<(ArmKey, ArmRecord)>();
        foreach (string network in new[] { "ACN", "residual" })
        {
            foreach (string protection in new[] { "nothing", "SI", "EWC" })
                arms.Add((new ArmKey("mixer", network, $"5 layers, kept by {protection}", 1), Record(protection == "nothing" ? 0.3 : forgetting, protection == "nothing" ? 0.9 : last)));
        }
        var page = new ReportPage("forgetting", isResult: true);

        new ForgettingExperiment().Write(page, new Measured(arms, []), "mixer");
        page.WriteClaims();

        Assert.Equal(isReached ? 4 : 0, page.ToString().Split("| reached |").Length - 1);
        Assert.Equal(isReached ? 0 : 4, page.ToString().Split("| **missed** |").Length - 1);
    }

    private static ArmRecord Record(double forgetting, double last) => new()
    {
        Name = "arm",
        Settings = new Dictionary<string, string>(),
        Facts = RecordingArms.Facts,
        Seconds = 1,
        Outcome = new ArmOutcome { Figures = { ["forgetting"] = forgetting, ["accuracy"] = 0.8, ["accuracy, last task"] = last, ["training, s"] = 1 } },
    };
}
