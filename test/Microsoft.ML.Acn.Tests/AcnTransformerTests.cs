using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

public class AcnTransformerTests
{
    private readonly MLContext _context = new(seed: 3);

    [Fact]
    public void The_whole_pipeline_learns_its_task()
    {
        DataOperationsCatalog.TrainTestData split = _context.Data.TrainTestSplit(_context.Data.LoadFromEnumerable(TinyTexts.Rows(300)), 0.3);

        using var model = _context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(_context.MulticlassClassification.Trainers.Acn(TinyTexts.Options()))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(split.TrainSet);

        IDataView scored = model.Transform(split.TestSet);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored);
        Assert.True(metrics.MicroAccuracy > 0.9, $"accuracy {metrics.MicroAccuracy}");
        Assert.True(metrics.LogLoss < 0.5, $"log-loss {metrics.LogLoss}");
        Assert.All(scored.GetColumn<string>("Answer"), answer => Assert.Contains(answer, TinyTexts.TopicNames));
    }

    [Fact]
    public void Scores_are_probabilities_and_the_label_is_the_most_probable_class()
    {
        IDataView scored = TinyModel.Shared.Transform(TinyTexts.View(_context));

        float[][] scores = TinyModel.Scores(scored);
        uint[] predicted = [.. scored.GetColumn<uint>("PredictedLabel")];
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 5));
        Assert.All(scores, row => Assert.All(row, probability => Assert.InRange(probability, 0, 1)));
        Assert.Equal(scores.Select(row => (uint)row.IndexOf(row.Max()) + 1), predicted);
    }

    [Fact]
    public void The_added_columns_carry_the_annotations_of_a_multiclass_scorer()
    {
        DataViewSchema schema = TinyModel.Shared.GetOutputSchema(TinyTexts.View(_context).Schema);
        DataViewSchema.Column score = schema["Score"], predicted = schema["PredictedLabel"];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), score.Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), predicted.Type);
        Assert.Equal(TinyTexts.TopicNames, Texts(score, "SlotNames"));
        Assert.Equal(TinyTexts.TopicNames, Texts(score, "TrainingLabelValues"));
        Assert.Equal(TinyTexts.TopicNames, Texts(predicted, "KeyValues"));
        Assert.Equal(["MulticlassClassification", "MulticlassClassification"], new[] { score, predicted }.Select(column => Text(column, "ScoreColumnKind")));
        Assert.Equal(["Score", "PredictedLabel"], new[] { score, predicted }.Select(column => Text(column, "ScoreValueKind")));
        Assert.Equal(1u, SetId(score));
        Assert.Equal(1u, SetId(predicted));
    }

    [Fact]
    public void A_second_scorer_gets_a_set_number_of_its_own()
    {
        IDataView once = TinyModel.Shared.Transform(TinyTexts.View(_context));

        Assert.Equal(2u, SetId(TinyModel.Shared.GetOutputSchema(once.Schema)["Score"]));
    }

    [Fact]
    public void Output_columns_hide_columns_of_the_same_name_and_can_be_named()
    {
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(30));
        IDataView twice = TinyModel.Shared.Transform(TinyModel.Shared.Transform(data));
        using AcnTransformer named = TinyModel.Train(_context, options => (options.ScoreColumnName, options.PredictedLabelColumnName) = ("P", "Best"), data);

        Assert.Equal(TinyModel.Scores(TinyModel.Shared.Transform(data)), TinyModel.Scores(twice));
        Assert.Equal(2, twice.Schema.Count(column => column.Name == "Score"));
        Assert.Single(twice.Schema, column => column.Name == "Score" && !column.IsHidden);
        Assert.Equal(["Best", "P"], named.GetOutputSchema(data.Schema).TakeLast(2).Select(column => column.Name));
    }

    [Fact]
    public void The_model_can_follow_others_in_a_chain_and_be_followed()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows(60));
        using var chain = _context.Transforms.Text.NormalizeText("Normal", "Text")
            .Append(_context.Transforms.Conversion.MapValueToKey("Label", "Topic"))
            .Append(_context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => options.FeatureColumnName = "Normal")))
            .Append(_context.Transforms.Concatenate("Both", "Score", "Score"))
            .Fit(data);

        Assert.All(chain.Transform(data).GetColumn<float[]>("Both"), both => Assert.Equal(both[..3], both[3..]));
    }

    private static IEnumerable<string> Texts(DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue(annotation, ref texts);
        return texts.DenseValues().Select(text => text.ToString());
    }

    private static string Text(DataViewSchema.Column column, string annotation)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(annotation, ref text);
        return text.ToString();
    }

    private static uint SetId(DataViewSchema.Column column)
    {
        uint id = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }
}
