using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Support;
using SampleConsole;

namespace Microsoft.ML.Acn.Tests.Samples.Arms;

/// <summary>Arms are run once, whatever happens to others.</summary>
public sealed class ArmRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _started = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_arm_is_not_run_again()
    {
        Arm[] arms = [Arm("a", 1), Arm("b", 2)];
        Run(arms);
        Assert.Equal(["a", "b"], _started);

        Run([.. arms, Arm("c", 3)]);

        Assert.Equal(["a", "b", "c"], _started);
        Assert.Equal(2, Store().Read("b")!.Outcome!.Figures["figure"]);
    }

    [Fact]
    public void An_arm_with_other_settings_or_of_other_code_is_another_arm()
    {
        Run([Arm("a", 1)]);

        Run([Arm("a", 1, setting: "other")]);
        Run([Arm("a", 1, setting: "other")], code: "later");
        Run([Arm("a", 1, setting: "other")], code: null);

        Assert.Equal(["a", "a", "a"], _started);
    }

    [Fact]
    public void A_failed_arm_is_kept_with_its_reason_and_the_others_go_on()
    {
        Arm broken = Failing("b", new InvalidOperationException("the loss is no number"));

        IReadOnlyList<ArmRecord> failed = Run([Arm("a", 1), broken, Arm("c", 3)]);

        Assert.Equal(["a", "b", "c"], _started);
        Assert.Equal("b", Assert.Single(failed).Name);
        ArmRecord kept = Store().Read("b")!;
        Assert.Null(kept.Outcome);
        Assert.Equal("InvalidOperationException: the loss is no number", kept.Error);
        Assert.NotNull(Store().Read("c")!.Outcome);
    }

    [Fact]
    public void A_failed_arm_is_tried_again()
    {
        Run([Failing("a", new InvalidOperationException("once"))]);

        Assert.Empty(Run([Arm("a", 5)]));

        ArmRecord kept = Store().Read("a")!;
        Assert.Null(kept.Error);
        Assert.Equal(5, kept.Outcome!.Figures["figure"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"name\": \"a\"")]
    [InlineData("{ \"name\": \"a\" }")]
    public void A_record_that_cannot_be_read_counts_for_nothing(string content)
    {
        File.WriteAllText(Store().PathOf("a"), content);

        Run([Arm("a", 1)]);

        Assert.Equal(["a"], _started);
        Assert.Equal(1, Store().Read("a")!.Outcome!.Figures["figure"]);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_an_error_before_anything_is_run()
    {
        // A file is in the way: nobody can make a folder there, not even an administrator.
        File.WriteAllText(_folder.File("taken"), string.Empty);
        var store = new ArmStore(_folder.File(Path.Combine("taken", "arms")));

        var error = Assert.Throws<UsageException>(() => Run([Arm("a", 1)], store: store));

        Assert.Contains(store.Folder, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(_started);
    }

    [Fact]
    public void A_cancelled_run_keeps_what_was_finished_and_goes_on_from_there()
    {
        using var source = new CancellationTokenSource();
        Arm second = Arm("b", 2) with
        {
            Run = listener =>
            {
                source.Cancel();
                listener.Live(0.5, "half");
                return new ArmOutcome();
            },
        };

        Assert.ThrowsAny<OperationCanceledException>(() => Run([Arm("a", 1), second, Arm("c", 3)], cancellation: source.Token));
        Assert.Equal(["a", "b"], _started);
        Assert.Null(Store().Read("b"));

        Run([Arm("a", 1), Arm("b", 2), Arm("c", 3)]);
        Assert.Equal(["a", "b", "b", "c"], _started);
    }

    [Fact]
    public void As_many_arms_as_wanted_are_run_at_once()
    {
        using var all = new Barrier(3);
        Arm[] arms = [.. Enumerable.Range(0, 3).Select(i => Arm($"arm{i}", i) with
        {
            // Each waits until all three are there.
            Run = _ => all.SignalAndWait(TimeSpan.FromSeconds(60)) ? new ArmOutcome() : throw new TimeoutException(),
        })];

        Assert.Empty(Run(arms, jobs: 3));
    }

    [Fact]
    public void Everything_that_was_measured_comes_back_from_the_file()
    {
        ArmOutcome outcome = new()
        {
            Figures = { ["loss"] = double.NaN, ["accuracy"] = 0.1 + 0.2 },
            Series = { ["by depth"] = [0.5, 1] },
            Grids = { ["by epoch"] = [[0.25], [0.5, double.PositiveInfinity]] },
        };
        Run([Arm("a", 1) with { Run = _ => outcome }]);

        ArmOutcome read = Store().Read("a")!.Outcome!;

        Assert.Equal(outcome.Figures, read.Figures);
        Assert.Equal(outcome.Series["by depth"], read.Series["by depth"]);
        Assert.Equal(outcome.Grids["by epoch"], read.Grids["by epoch"]);
        Assert.Equal(["a.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    private ArmStore Store() => new(_folder.Path);

    private static Arm Arm(string name, double figure, string setting = "usual")
        => new(name, new Dictionary<string, string> { ["setting"] = setting }, _ => new ArmOutcome { Figures = { ["figure"] = figure } });

    private static Arm Failing(string name, Exception reason) => Arm(name, 0) with { Run = _ => throw reason };

    private IReadOnlyList<ArmRecord> Run(IReadOnlyList<Arm> arms, string? code = "now", int jobs = 1, ArmStore? store = null, CancellationToken cancellation = default)
    {
        store ??= Store();
        var runner = new ArmRunner(store, code, jobs)
        {
            Start = (arm, listener, _) =>
            {
                lock (_started)
                    _started.Add(arm.Name);
                return ArmExecution.Run(arm, store, RecordingArms.Facts with { Code = code ?? "now" }, listener);
            },
        };
        return ArmDisplay.Run(display => runner.Run(arms, display, cancellation));
    }
}
