using System.Globalization;

namespace Microsoft.ML.Acn.Tests.Training;

public class TrainingProgressTests
{
    [Fact]
    public void Reports_go_forward_and_end_each_epoch()
    {
        AcnTextOptions options = TrainingData.Options();
        options.Epochs = 4;
        // Slow enough for reports within the epoch, which come every quarter of a second.
        var progress = new ReportList();

        TrainingData.Train(options, TrainingData.Separable(rows: 600), progress: progress).Network.Dispose();

        List<AcnTrainingProgress> reports = progress.Reports;
        Assert.Equal([1, 2, 3, 4], progress.Ends.Select(report => report.Epoch));
        Assert.Equal(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.Equal(reports.Select(report => report.Elapsed).Order(), reports.Select(report => report.Elapsed));
        Assert.Equal(1, reports[^1].Fraction);
        Assert.Equal(TimeSpan.Zero, reports[^1].TimeLeft);
        foreach (AcnTrainingProgress report in reports)
        {
            Assert.Equal((4, 480), (report.Epochs, report.RowsPerEpoch));
            Assert.InRange(report.Rows, 1, 480);
            Assert.Equal(report.IsEpochEnd, report.Rows == 480);
            Assert.Equal(report.IsEpochEnd, report.ValidationAccuracy is not null && report.ValidationLoss is not null);
            Assert.InRange(report.Loss, 0, 20);
            Assert.InRange(report.Accuracy, 0, 1);
            Assert.InRange(report.LearningRate, 0, options.LearningRate);
            Assert.True(report is { GradientNorm: > 0, RowsPerSecond: > 0 });
            Assert.True(report is { Layers: null, EmbeddingContribution: null }, "ML.NET's channel alone does not ask for layers");
            Assert.InRange(report.TimeLeft, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        }
        Assert.True(progress.Ends.First().IsBest);
        Assert.True(reports[^1].Loss < progress.Ends.First().Loss);
    }

    [Fact]
    public void Without_validation_rows_every_epoch_is_the_best()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.Epochs, options.ValidationFraction) = (3, 0);
        var progress = new ReportList();

        TrainingData.Train(options, progress: progress).Network.Dispose();

        Assert.All(progress.Ends, report => Assert.True(report is { IsBest: true, ValidationAccuracy: null, RowsPerEpoch: 60 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void A_report_is_one_line_in_any_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var report = new AcnTrainingProgress
            {
                Epoch = 2,
                Epochs = 5,
                Rows = 64_000,
                RowsPerEpoch = 66_428,
                Loss = 0.4119,
                Accuracy = 0.9014,
                LearningRate = 0.0012,
                GradientNorm = 1.234,
                RowsPerSecond = 1_800,
                TimeLeft = TimeSpan.FromSeconds(3_680),
                ValidationAccuracy = 0.8851,
                ValidationLoss = 0.4321,
                IsBest = true,
            };

            Assert.Equal(
                "epoch 2/5, 64,000/66,428 rows, loss 0.412, accuracy 90.1 %, learning rate 0.0012, gradient 1.23, 1,800 rows/s, 61:20 left, validation accuracy 88.51 %, validation loss 0.432 (best)",
                report.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
