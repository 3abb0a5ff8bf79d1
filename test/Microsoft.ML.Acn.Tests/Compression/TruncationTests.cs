using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Compression;

public class TruncationTests
{
    private readonly MLContext _context = new(seed: 2);

    private IDataView Data => _context.Data.LoadFromEnumerable(TinyTexts.Rows(100, seed: 51));

    [Fact]
    public void A_cut_model_computes_the_logits_of_the_full_models_prefix_to_the_bit()
    {
        AcnModel model = TinyModel.Shared.Model;
        RowStore store = model.Encoder.CreateStore();
        using (DataViewRowCursor cursor = Data.GetRowCursor(Data.Schema))
        {
            Action append = model.Encoder.Bind(cursor, store);
            while (cursor.MoveNext())
                append();
        }

        foreach (int[] batch in LengthBatches.Of(store))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            float[][] prefixes = [.. model.Network.ForwardPrefixes(model.Encoder.Collate(store, batch, null)).Select(Numbers)];
            for (int depth = 0; depth <= 2; depth++)
            {
                using AcnTransformer cut = TinyModel.Shared.Truncate(depth);
                Assert.Equal(prefixes[depth], Numbers(cut.Model.Network.Forward(cut.Model.Encoder.Collate(store, batch, null))));
            }
        }
    }

    [Fact]
    public void The_full_depth_is_a_copy_that_scores_the_same()
    {
        using AcnTransformer copy = TinyModel.Shared.Truncate(TinyModel.Shared.Depth);

        Assert.NotSame(TinyModel.Shared, copy);
        Assert.Equal(TinyModel.Scores(TinyModel.Shared.Transform(Data)), TinyModel.Scores(copy.Transform(Data)));
    }

    [Fact]
    public void The_cut_model_has_its_own_weights()
    {
        AcnTransformer copy = TinyModel.Shared.Truncate(2);
        using AcnTransformer cut = copy.Truncate(1);
        float[][] before = TinyModel.Scores(cut.Transform(Data));

        copy.Dispose();

        Assert.Equal(1, cut.Depth);
        Assert.Equal(before, TinyModel.Scores(cut.Transform(Data)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_depth_out_of_range_is_refused(int depth)
    {
        Assert.Equal("depth", Assert.Throws<ArgumentOutOfRangeException>(() => TinyModel.Shared.Truncate(depth)).ParamName);
    }

    private static float[] Numbers(torch.Tensor logits) => logits.data<float>().ToArray();
}
