using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class EvaluationTests
{
    // More than two batches of 256, the last one short.
    private const int Rows = 600;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Accuracy_and_log_loss_are_over_all_rows(bool weighted)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        TrainingSet set = Set(weighted);
        int[] rows = [.. Enumerable.Range(0, Rows).Where(row => row % 7 != 0)];

        EvaluationResult result = Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { });

        EvaluationResult expected = ByHand(network, set, rows, depth: 3);
        Assert.Equal(expected.Accuracy, result.Accuracy, 1e-6);
        Assert.Equal(expected.LogLoss, result.LogLoss, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_depth_is_measured_over_all_rows(bool weighted)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        TrainingSet set = Set(weighted);
        int[] rows = [.. Enumerable.Range(0, Rows).Where(row => row % 7 != 0)];
        var model = new AcnModel(TestNetworks.Encoder(network), network, LabelValues.WithoutValues(4), new OutputColumns("Label", "Score", "PredictedLabel"));

        AcnDepthProfile profile = new DepthProfiler(model).Measure(set.Store, rows, set.Labels, set.Weights);

        Assert.Equal((4, rows.Length), (profile.Count, profile.Rows));
        foreach (AcnDepthResult depth in profile)
        {
            EvaluationResult expected = ByHand(network, set, rows, depth.Depth);
            Assert.Equal(expected.Accuracy, depth.Accuracy, 1e-6);
            Assert.Equal(expected.LogLoss, depth.LogLoss, 1e-5);
            // A class of weight 0 has no rows.
            int[] counted = weighted ? [1, 2, 3] : [0, 1, 2, 3];
            Assert.Equal(counted.Average(label => ByHand(network, set, [.. rows.Where(row => set.Labels[row] == label)], depth.Depth).Accuracy), depth.MacroAccuracy, 1e-6);
        }
        Assert.NotEqual(profile[0].Accuracy, profile[1].Accuracy);
    }

    [Fact]
    public void The_log_loss_that_calibration_would_give_is_the_one_that_it_gives()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        TrainingSet set = Set(weighted: true);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        double before = Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { }).LogLoss;

        double promised = TemperatureScaling.CalibratedLogLoss(network, TestNetworks.Encoder(network), set, rows, static () => { })!.Value;

        Assert.Equal(before, Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { }).LogLoss);
        TemperatureScaling.Apply(network, TestNetworks.Encoder(network), set, rows, static () => { });
        Assert.Equal(promised, Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { }).LogLoss, 1e-5);
        Assert.True(promised < before);
        Assert.Null(TemperatureScaling.CalibratedLogLoss(network, TestNetworks.Encoder(network), set, rows[..99], static () => { }));
    }

    [Fact]
    public void A_temperature_of_some_rows_promises_the_log_loss_of_all()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        TrainingSet set = Set(weighted: true);
        int[] rows = [.. Enumerable.Range(0, Rows)];

        double promised = TemperatureScaling.CalibratedLogLoss(network, TestNetworks.Encoder(network), set, rows, static () => { }, mostRows: 100)!.Value;

        double temperature = TemperatureScaling.Apply(network, TestNetworks.Encoder(network), set, rows, static () => { }, mostRows: 100);
        Assert.Equal(Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { }).LogLoss, promised, 1e-5);
        // The hundred rows that decided have another log-loss.
        int[] some = [.. rows.Where(row => row % 6 == 0)];
        Assert.NotEqual(Evaluation.Run(network, TestNetworks.Encoder(network), set, some, static () => { }).LogLoss, promised, 1e-3);
        Assert.NotEqual(1, temperature);
    }

    [Fact]
    public void It_ends_when_cancelled()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        int batches = 0;

        Assert.Throws<OperationCanceledException>(() => Evaluation.Run(network, TestNetworks.Encoder(network), Set(false), [.. Enumerable.Range(0, Rows)], () =>
        {
            if (++batches == 2)
                throw new OperationCanceledException();
        }));
        Assert.Equal(2, batches);
    }

    private static TrainingSet Set(bool weighted)
    {
        var random = new Random(1);
        string[] words = ["the", "cat", "on", "dog", "mat"];
        string[] texts = [.. Enumerable.Range(0, Rows).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(5)])))];
        int[] labels = [.. texts.Select(_ => random.Next(4))];
        return new TrainingSet(TestTexts.Store(texts), labels, weighted ? [.. labels.Select(label => label * 0.5f)] : null, 4);
    }

    private static EvaluationResult ByHand(AcnNetwork network, TrainingSet set, int[] rows, int depth)
    {
        double right = 0, loss = 0, total = 0;
        foreach (int row in rows)
        {
            double[] logits = Array.ConvertAll(network.Logits((Acn.Inputs.Text.TextRowStore)set.Store, row)[depth], logit => (double)logit);
            double weight = set.Weights?[row] ?? 1;
            total += weight;
            loss += weight * ReferenceNetwork.CrossEntropy(logits, set.Labels[row]);
            right += Array.IndexOf(logits, logits.Max()) == set.Labels[row] ? weight : 0;
        }
        return new EvaluationResult(right / total, loss / total);
    }
}
