using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Scoring;

public class ScoredViewTests
{
    private readonly MLContext _context = new(seed: 2);
    private readonly List<TextRow> _rows = [.. TinyTexts.Rows(300, seed: 21).Select((row, i) => new TextRow { Topic = row.Topic, Text = row.Text, Weight = i })];

    private IDataView Data => _context.Data.LoadFromEnumerable(_rows);

    [Fact]
    public void Rows_of_different_length_score_in_batches_as_they_score_alone()
    {
        float[][] batched = TinyModel.Scores(TinyModel.Shared.Transform(Data));
        TextPrediction[] alone = TinyModel.PredictEach(TinyModel.Shared, _rows);

        Assert.Equal(_rows.Count, batched.Length);
        for (int i = 0; i < _rows.Count; i++)
            Assert.All(batched[i].Zip(alone[i].Score), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(21)]
    public void Rows_of_equal_length_score_in_batches_as_they_score_alone_to_the_bit(int length)
    {
        var random = new Random(length);
        string[] words = [.. _rows.SelectMany(row => row.Text.Split(' ')).Distinct(), "unheard"];
        List<TextRow> rows = [.. Enumerable.Range(0, 150).Select(_ => new TextRow { Text = string.Join(' ', random.GetItems(words, length)) })];

        IDataView scored = TinyModel.Shared.Transform(_context.Data.LoadFromEnumerable(rows));

        TextPrediction[] alone = TinyModel.PredictEach(TinyModel.Shared, rows);
        Assert.Equal(alone.Select(prediction => prediction.Score), TinyModel.Scores(scored));
        Assert.Equal(alone.Select(prediction => prediction.PredictedLabel), scored.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Rows_pass_through_in_their_order()
    {
        IDataView scored = TinyModel.Shared.Transform(Data);

        Assert.Equal(_rows.Select(row => row.Text), scored.GetColumn<string>("Text"));
        Assert.Equal(_rows.Select(row => row.Weight), _context.Data.CreateEnumerable<TextRow>(scored, false).Select(row => row.Weight));
    }

    [Fact]
    public void Scores_do_not_depend_on_what_else_is_asked_for()
    {
        IDataView scored = TinyModel.Shared.Transform(Data);
        float[][] expected = TinyModel.Scores(scored);

        foreach (string[] columns in new string[][] { ["Score"], ["Score", "Text"], ["Weight", "Score"], ["PredictedLabel", "Score", "Topic"], ["Topic", "Text", "Weight", "PredictedLabel", "Score"] })
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
    public void Rows_can_be_skipped_without_a_look_at_their_scores()
    {
        IDataView scored = TinyModel.Shared.Transform(Data);
        float[][] expected = TinyModel.Scores(scored);

        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> value = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            if (row % 90 != 77)
                continue;
            getter(ref value);
            Assert.Equal(expected[row], value.DenseValues());
        }
    }

    [Fact]
    public void The_network_does_not_run_for_columns_that_pass_through()
    {
        var source = new RecordingView(Data);
        AcnTransformer model = TinyModel.Shared.Truncate(0);
        IDataView scored = model.Transform(source);
        model.Dispose();

        Assert.Equal(_rows.Select(row => row.Weight), scored.GetColumn<float>("Weight"));
        Assert.Equal([["Weight"]], source.Cursors);
    }

    [Fact]
    public void The_inputs_are_read_ahead_and_only_what_is_asked_for_passes_through()
    {
        var source = new RecordingView(Data);
        IDataView scored = TinyModel.Shared.Transform(source);

        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Weight"]]))
            Assert.True(cursor.MoveNext());

        Assert.Equal([["Weight"], ["Text"]], source.Cursors);
    }

    [Fact]
    public void Row_count_and_shuffling_are_those_of_the_source()
    {
        IDataView cached = _context.Data.Cache(Data);
        IDataView streamed = TinyModel.Shared.Transform(new RecordingView(Data));

        Assert.Null(streamed.GetRowCount());
        Assert.False(streamed.CanShuffle);
        Assert.Equal(cached.CanShuffle, TinyModel.Shared.Transform(cached).CanShuffle);
        Assert.Equal(_rows.Count, TinyModel.Scores(streamed).Length);
    }

    [Fact]
    public void A_shuffled_row_keeps_its_scores()
    {
        IDataView cached = _context.Data.Cache(Data);
        Assert.Equal(_rows.Count, cached.GetColumn<string>("Text").Count());
        IDataView scored = TinyModel.Shared.Transform(cached);
        Dictionary<float, float[]> expected = _rows.Zip(TinyModel.Scores(scored)).ToDictionary(pair => pair.First.Weight, pair => pair.Second);

        var seen = new List<float>();
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema, new Random(4));
        ValueGetter<float> getWeight = cursor.GetGetter<float>(scored.Schema["Weight"]);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        float weight = 0;
        VBuffer<float> score = default;
        while (cursor.MoveNext())
        {
            getWeight(ref weight);
            getScore(ref score);
            seen.Add(weight);
            Assert.All(expected[weight].Zip(score.DenseValues()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
        Assert.NotEqual(_rows.Select(row => row.Weight), seen);
        Assert.Equal(_rows.Select(row => row.Weight), seen.Order());
    }

    [Fact]
    public void A_set_of_cursors_gives_each_row_once()
    {
        IDataView scored = TinyModel.Shared.Transform(Data);

        var weights = new List<float>();
        foreach (DataViewRowCursor cursor in scored.GetRowCursorSet(scored.Schema, 4))
        {
            using (cursor)
            {
                ValueGetter<float> getter = cursor.GetGetter<float>(scored.Schema["Weight"]);
                float weight = 0;
                while (cursor.MoveNext())
                {
                    getter(ref weight);
                    weights.Add(weight);
                }
            }
        }
        Assert.Equal(_rows.Select(row => row.Weight), weights.Order());
    }

    [Fact]
    public void Scored_data_can_be_cached_filtered_and_saved_as_binary()
    {
        IDataView scored = TinyModel.Shared.Transform(Data);
        float[][] expected = TinyModel.Scores(scored);
        using var folder = new TemporaryFolder();

        using (FileStream file = File.Create(folder.File("scored.idv")))
            _context.Data.SaveAsBinary(scored, file);

        Assert.Equal(expected, TinyModel.Scores(_context.Data.LoadFromBinary(folder.File("scored.idv"))));
        Assert.Equal(expected, TinyModel.Scores(_context.Data.Cache(scored)));
        Assert.Equal(expected[100..200], TinyModel.Scores(_context.Data.FilterRowsByColumn(scored, "Weight", 100, 200)));
        Assert.Equal(expected[..10], TinyModel.Scores(_context.Data.TakeRows(scored, 10)));
        Assert.Equal(5, scored.Preview(5).RowView.Length);
    }
}
