using System.Text.Json;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;

namespace Microsoft.ML.Acn.Tests.Training;

public class TrainingRunTests
{
    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void A_separable_task_is_learned(AcnConnectivity connectivity)
    {
        AcnTextOptions options = ToTheEnd();
        options.Connectivity = connectivity;

        AcnModel model = TrainingData.Train(options);

        Assert.Equal(1, model.Evaluate(TrainingData.Separable()).Accuracy);
        Assert.InRange(model.Evaluate(TrainingData.Separable(seed: 2)).Accuracy, 0.75, 1); // rows that it has not seen; chance is a third
        model.Network.Dispose();
    }

    [Fact]
    public void A_model_without_layers_or_word_pairs_learns_too()
    {
        AcnTextOptions options = ToTheEnd();
        (options.Layers, options.BigramBuckets) = (0, 0);

        AcnModel model = TrainingData.Train(options);

        Assert.Equal(1, model.Evaluate(TrainingData.Separable()).Accuracy);
        model.Network.Dispose();
    }

    [Fact]
    public void Without_any_row_in_the_table_training_still_ends()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.SubwordBuckets, options.BigramBuckets, options.MaxVocabulary, options.Epochs) = (0, 0, 0, 2);

        AcnModel model = TrainingData.Train(options);

        Assert.InRange(model.Evaluate(TrainingData.Separable()).Accuracy, 0, 1);
        model.Network.Dispose();
    }

    [Fact]
    public void A_seed_decides_every_bit_and_another_seed_other_weights()
    {
        AcnTextOptions options = TrainingData.Options();
        options.Epochs = 3;
        using var first = TrainingData.Train(options).Network;
        using var second = TrainingData.Train(options).Network;
        using var third = TrainingData.Train(options, seed: 2).Network;

        Assert.Equal(first.Snapshot(), second.Snapshot());
        Assert.NotEqual(first.Snapshot()["head.weight"], third.Snapshot()["head.weight"]);
    }

    [Fact]
    public void Rows_that_were_read_once_can_be_trained_on_again()
    {
        AcnTextOptions options = TrainingData.Options();
        options.Epochs = 2;
        TrainingRows rows = TrainingData.Separable();

        TrainingData.Train(options, rows, seed: 1).Network.Dispose();
        using var again = TrainingData.Train(options, rows, seed: 2).Network;
        using var fresh = TrainingData.Train(options, seed: 2).Network;

        Assert.Equal(fresh.Snapshot(), again.Snapshot());
    }

    [Fact]
    public void The_best_epoch_comes_back()
    {
        AcnTextOptions options = TrainingData.Options();
        // A rate that goes on shaking the weights, so that the last epoch is rarely the best.
        (options.LearningRate, options.Epochs, options.Dropout) = (0.2, 10, 0.5);
        TrainingRows validation = TrainingData.Separable(rows: 40, seed: 9);
        var progress = new ReportList();

        AcnModel model = TrainingData.Train(options, validation: validation, progress: progress);

        AcnTrainingProgress best = progress.Ends.Last(report => report.IsBest);
        Assert.Equal(progress.Ends.Max(report => report.ValidationAccuracy), best.ValidationAccuracy);
        var result = model.Evaluate(validation);
        Assert.Equal(best.ValidationAccuracy!.Value, result.Accuracy, 1e-9);
        Assert.Equal(best.ValidationLoss!.Value, result.LogLoss, 1e-6);
        model.Network.Dispose();
    }

    [Fact]
    public void Patience_ends_training_early()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.Epochs, options.LearningRate, options.EarlyStopping) = (30, 1e-15, new AcnEarlyStopping { Metric = AcnStoppingMetric.Accuracy, Patience = 2 });
        var progress = new ReportList();

        TrainingData.Train(options, progress: progress).Network.Dispose();

        // At that rate neither figure changes: the first epoch stays the best.
        Assert.Equal(3, progress.Ends.Count());
        Assert.Equal([false, false], progress.Ends.TakeLast(2).Select(report => report.IsBest));
    }

    [Fact]
    public void Validation_rows_give_no_words_to_the_vocabulary()
    {
        TrainingRows validation = TrainingData.Rows([0, 1, 2], ["secret apple", "secret saw", "secret rain"]);

        AcnModel model = TrainingData.Train(TrainingData.Options(), validation: validation);

        Assert.DoesNotContain("secret", ((TextEncoder)model.Encoder).Vocabulary.Words);
        Assert.Contains("apple", ((TextEncoder)model.Encoder).Vocabulary.Words);
        model.Network.Dispose();
    }

    [Fact]
    public void Options_are_not_changed()
    {
        AcnTextOptions options = TrainingData.Options();
        options.Epochs = 1;
        string before = JsonSerializer.Serialize(options, _plain);

        TrainingData.Train(options).Network.Dispose();

        Assert.Equal(before, JsonSerializer.Serialize(options, _plain));
    }

    private static AcnTextOptions ToTheEnd()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.Epochs, options.ValidationFraction) = (20, 0);
        return options;
    }

    private static readonly JsonSerializerOptions _plain = new() { Converters = { new NoToken() } };

    /// <summary>Cancellation tokens have handles, which are not for JSON.</summary>
    private sealed class NoToken : System.Text.Json.Serialization.JsonConverter<CancellationToken>
    {
        public override CancellationToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => default;

        public override void Write(Utf8JsonWriter writer, CancellationToken value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
