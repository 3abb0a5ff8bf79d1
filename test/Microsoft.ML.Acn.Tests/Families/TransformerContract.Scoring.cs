using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Scores: what they are, and what they do not depend on.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Fact]
    public void Scores_are_probabilities_and_the_label_is_the_most_probable_class()
    {
        IDataView scored = Model.Transform(Family.View(_context));

        float[][] scores = Scores(scored);
        uint[] predicted = [.. scored.GetColumn<uint>("PredictedLabel")];
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 5));
        Assert.All(scores, row => Assert.All(row, probability => Assert.InRange(probability, 0, 1)));
        Assert.Equal(scores.Select(row => (uint)row.IndexOf(row.Max()) + 1), predicted);
    }

    [Fact]
    public void Scores_are_probabilities_so_that_the_log_loss_means_something()
    {
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(Model.Transform(Family.View(_context)));

        // Logits taken for probabilities would be clamped to 1 and 1e-15.
        Assert.InRange(metrics.LogLoss, 0.001, Math.Log(Family.Kinds.Count));
        Assert.InRange(metrics.LogLossReduction, 0, 1);
    }

    [Fact]
    public void Rows_of_different_length_score_in_batches_as_they_score_alone()
    {
        List<FamilyRow> rows = Family.Rows(300, seed: 21);

        float[][] batched = Scores(Model.Transform(Family.Load(_context, rows)));

        Assert.Equal(rows.Count, batched.Length);
        AssertClose(batched, Family.PredictEach(Model, rows).Select(prediction => prediction.Score));
    }

    [Fact]
    public void Rows_of_equal_length_score_in_batches_as_they_score_alone_to_the_bit()
    {
        foreach (List<FamilyRow> rows in Family.RowsOfOneLength(150))
        {
            IDataView scored = Model.Transform(Family.Load(_context, rows));

            TextPrediction[] alone = Family.PredictEach(Model, rows);
            RowBits.AssertSame(alone.Select(prediction => prediction.Score), Scores(scored));
            Assert.Equal(alone.Select(prediction => prediction.PredictedLabel), scored.GetColumn<uint>("PredictedLabel"));
        }
    }

    [Fact]
    public void Neither_order_nor_neighbours_change_the_scores_of_a_row()
    {
        foreach (List<FamilyRow> rows in Family.RowsOfOneLength(150))
        {
            float[][] expected = Scores(Model.Transform(Family.Load(_context, rows)));

            RowBits.AssertSame(expected.Reverse(), Scores(Model.Transform(Family.Load(_context, Enumerable.Reverse(rows)))));
            RowBits.AssertSame(expected[40..57], Scores(Model.Transform(Family.Load(_context, rows[40..57]))));
        }
        List<FamilyRow> mixed = Family.Rows(300, seed: 21);
        AssertClose(
            Scores(Model.Transform(Family.Load(_context, mixed))).Reverse(),
            Scores(Model.Transform(Family.Load(_context, Enumerable.Reverse(mixed)))));
    }

    [Fact]
    public void Rows_pass_through_in_their_order()
    {
        List<FamilyRow> rows = Family.Rows(300, seed: 21);

        IDataView scored = Model.Transform(Family.Load(_context, rows));

        Assert.Equal(rows.Select(row => row.Kind), scored.GetColumn<string>("Kind"));
        List<FamilyRow> passed = [.. Family.Read(_context, scored)];
        Assert.Equal(rows.Select(row => row.Number), passed.Select(row => row.Number));
        Assert.Equal(rows.Select(Family.InputOf), passed.Select(Family.InputOf));
    }

    [Fact]
    public void Scores_do_not_depend_on_what_else_is_asked_for()
    {
        IDataView scored = Model.Transform(Family.Load(_context, Family.Rows(300, seed: 21)));
        float[][] expected = Scores(scored);

        foreach (string[] columns in new string[][] { ["Score"], ["Score", Family.Input], ["Number", "Score"], ["PredictedLabel", "Score", "Kind"], ["Kind", Family.Input, "Number", "PredictedLabel", "Score"] })
        {
            using DataViewRowCursor cursor = scored.GetRowCursor(columns.Select(name => scored.Schema[name]));
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            VBuffer<float> value = default;
            foreach (float[] row in expected)
            {
                Assert.True(cursor.MoveNext());
                getter(ref value);
                Assert.Equal(row, value.DenseValues());
            }
            Assert.False(cursor.MoveNext());
        }
    }

    [Fact]
    public void The_network_does_not_run_for_columns_that_pass_through()
    {
        List<FamilyRow> rows = Family.Rows(300, seed: 21);
        var source = new RecordingView(Family.Load(_context, rows));
        AcnTransformer model = Model.Truncate(0);
        IDataView scored = model.Transform(source);
        model.Dispose();

        Assert.Equal(rows.Select(row => row.Number), scored.GetColumn<float>("Number"));
        Assert.Equal([["Number"]], source.Cursors);
    }

    [Fact]
    public void The_inputs_are_read_ahead_and_only_what_is_asked_for_passes_through()
    {
        var source = new RecordingView(Family.Load(_context, Family.Rows(300, seed: 21)));
        IDataView scored = Model.Transform(source);

        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Number"]]))
            Assert.True(cursor.MoveNext());

        Assert.Equal([["Number"], [Family.Input]], source.Cursors);
    }

    [Fact]
    public void Many_rows_share_a_forward_pass()
    {
        var encoder = new CountingEncoder(Model.Model.Encoder);
        using var counted = new AcnTransformer(_context, Model.Model with { Encoder = encoder, Network = Model.Model.Network.Truncate(Model.Depth) });
        IEnumerable<FamilyRow> rows = Enumerable.Repeat(Family.Rows(100), 6).SelectMany(some => some);

        Assert.Equal(600, Scores(counted.Transform(Family.Load(_context, rows))).Length);

        Assert.Equal(600, encoder.Rows);
        Assert.InRange(encoder.Batches, 1, 30);
    }

    [Fact]
    public void Scored_data_can_be_cached_filtered_and_saved_as_binary()
    {
        IDataView scored = Model.Transform(Family.Load(_context, Family.Rows(300, seed: 21)));
        float[][] expected = Scores(scored);
        using var folder = new TemporaryFolder();

        using (FileStream file = File.Create(folder.File("scored.idv")))
            _context.Data.SaveAsBinary(scored, file);

        RowBits.AssertSame(expected, Scores(_context.Data.LoadFromBinary(folder.File("scored.idv"))));
        RowBits.AssertSame(expected, Scores(_context.Data.Cache(scored)));
        RowBits.AssertSame(expected[100..200], Scores(_context.Data.FilterRowsByColumn(scored, "Number", 100, 200)));
        RowBits.AssertSame(expected[..10], Scores(_context.Data.TakeRows(scored, 10)));
        Assert.Equal(5, scored.Preview(5).RowView.Length);
    }
}
