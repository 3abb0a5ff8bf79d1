using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Samples.Arms;

public sealed class ArmProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_process_that_ends_without_a_record_leaves_one_of_its_failure()
    {
        var store = new ArmStore(_folder.Path);
        var arm = new Arm("a", new Dictionary<string, string>(), _ => throw new NotSupportedException());
        store.Write(ArmExecution.Failed(arm, RecordingArms.Facts, TimeSpan.Zero, "an earlier failure") with { Outcome = new ArmOutcome() });
        var process = new ArmProcess(store, RecordingArms.Facts, name => [name, "--none-such"]) { Program = ["dotnet", "exec", _folder.File("none.dll")] };

        ArmRecord record = process.Run(arm, new RecordingArms(), CancellationToken.None);

        Assert.Null(record.Outcome);
        Assert.Matches("^the process ended with code [1-9]", record.Error);
        Assert.Equal(record.Error, store.Read("a")!.Error);
    }

    [Fact]
    public void What_a_process_says_reaches_whoever_listens()
    {
        var listener = new RecordingArms();
        var output = new StringWriter();
        var lines = new ArmLines(output);
        lines.Say("epoch 1/4, loss 0.4");
        lines.Live(0.125, "epoch 2/4\tand more");

        foreach (string line in output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Append("~no number\tsaid"))
            ArmLines.Pass(line, listener);

        Assert.Equal(["epoch 1/4, loss 0.4", "~no number\tsaid"], listener.Sentences);
        Assert.Equal([(0.125, "epoch 2/4\tand more")], listener.Moments);
    }
}
