using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Tests.Interop;

public class TrainingChannelTests
{
    private static readonly AcnTrainingProgress Within = Report(isEnd: false), End = Report(isEnd: true);

    [Fact]
    public void ML_NETs_progress_channel_gets_the_ends_of_epochs_and_can_ask_in_between()
    {
        var host = new RecordingHost(new MLContext());
        using var channel = new TrainingChannel(host, null);
        RecordingProgressChannel found = Assert.Single(host.Channels);

        channel.Report(Within);
        Assert.Empty(found.Checkpoints);
        Assert.Equal(["0: 1.5", "1: 0.5", "4: 0.25", "5: 100", "0: 2 of 5", "1: 30 of 60"], found.Ask());

        channel.Report(End);
        Assert.Equal([1.5, 0.5, 0.7, 0.9, 0.25, 100, 2, 30, 5, 60], Assert.Single(found.Checkpoints));
        Assert.Equal(6 + (2 * 2), found.Header!.MetricNames.Count + (2 * found.Header.UnitNames.Count));
    }

    [Fact]
    public void The_users_progress_object_and_the_log_hear_of_it()
    {
        var context = new MLContext();
        var log = new List<(ChannelMessageKind Kind, string Message)>();
        context.Log += (_, entry) => log.Add((entry.Kind, entry.RawMessage));
        var user = new RecordingProgress();

        using (var channel = new TrainingChannel(new RecordingHost(context), user))
        {
            channel.Report(Within);
            channel.Report(End);
            channel.Info("an {odd} message");
            channel.Warn("a warning");
        }

        Assert.Equal([Within, End], user.Reports);
        Assert.Contains((ChannelMessageKind.Trace, Within.ToString()), log);
        Assert.Contains((ChannelMessageKind.Info, "an {odd} message"), log);
        Assert.Contains((ChannelMessageKind.Warning, "a warning"), log);
    }

    private static AcnTrainingProgress Report(bool isEnd) => new()
    {
        Epoch = 2,
        Epochs = 5,
        IsEpochEnd = isEnd,
        Rows = 30,
        RowsPerEpoch = 60,
        Loss = 1.5,
        Accuracy = 0.5,
        ValidationLoss = isEnd ? 0.7 : null,
        ValidationAccuracy = isEnd ? 0.9 : null,
        LearningRate = 0.25,
        RowsPerSecond = 100,
    };
}
