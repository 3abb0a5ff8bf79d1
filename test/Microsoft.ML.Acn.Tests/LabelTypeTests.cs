using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>Labels that are keys of nothing.</summary>
public class LabelTypeTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Keys_without_values_are_predicted_as_keys()
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Label", new KeyDataViewType(typeof(byte), 3));
        schema.AddColumn("Text", TextDataViewType.Instance);
        var data = new SmallData(schema.ToSchema(), [1, 2, 2, 1, 2, 1, 2, 1]);

        using AcnTransformer model = TinyModel.Train(_context, options => options.Epochs = 1, data);

        DataViewSchema output = model.GetOutputSchema(data.Schema);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), output["PredictedLabel"].Type);
        Assert.Null(output["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Null(output["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
        Assert.All(TinyModel.Scores(model.Transform(data)), scores => Assert.Equal(3, scores.Length));
    }
}
