using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Models that are saved and loaded.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Fact]
    public void A_saved_model_scores_as_before_to_the_bit()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));
        using var file = new MemoryStream();
        _context.Model.Save(Model, data.Schema, file);

        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);

        using var model = Assert.IsType<AcnTransformer>(loaded);
        Assert.Equal(2, model.Depth);
        Assert.Equal(data.Schema.Select(column => column.Name), schema.Select(column => column.Name));
        Assert.Equal(Scores(Model.Transform(data)), Scores(model.Transform(data)));
    }

    [Fact]
    public void Plain_weight_files_score_as_before_to_the_bit()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));
        using var folder = new TemporaryFolder();
        Model.SaveWeights(folder.File("weights"));

        using AcnTransformer loaded = AcnTransformer.LoadWeights(new MLContext(), folder.File("weights"));

        Assert.True(File.Exists(folder.File("weights.safetensors")));
        Assert.True(File.Exists(folder.File("weights.json")));
        Assert.Equal(Scores(Model.Transform(data)), Scores(loaded.Transform(data)));
    }

    [Fact]
    public void A_model_that_was_cut_saves_to_a_smaller_file_and_loads()
    {
        IDataView data = Family.Load(_context, Family.Rows(30, seed: 41));
        using AcnTransformer cut = Model.Truncate(1);
        using MemoryStream full = new(), small = new();
        _context.Model.Save(Model, data.Schema, full);
        _context.Model.Save(cut, data.Schema, small);

        Assert.True(small.Length < full.Length, $"{small.Length} against {full.Length} bytes");
        using var loaded = (IDisposable)new MLContext().Model.Load(small, out _);
        Assert.Equal(Scores(cut.Transform(data)), Scores(((ITransformer)loaded).Transform(data)));
    }

    [Fact]
    public void A_chain_is_saved_and_loaded_with_the_model_in_it()
    {
        IDataView data = Family.Load(_context, Family.Rows(60));
        using var chain = _context.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(Family.Trainer(_context, options => options.Epochs = 1))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(chain, data.Schema, file);

        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        Assert.Equal(Scores(chain.Transform(data)), Scores(((ITransformer)loaded).Transform(data)));
    }
}
