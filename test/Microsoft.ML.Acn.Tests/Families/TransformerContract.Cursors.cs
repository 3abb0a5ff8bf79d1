using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>The rules of ML.NET for cursors and getters.</summary>
public abstract partial class TransformerContract<TFamily>
{
    private IDataView Scored => Model.Transform(Family.Load(_context, Family.Rows(100)));

    [Fact]
    public void Getters_work_in_any_order_and_give_the_same_again()
    {
        IDataView scored = Scored;
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<uint> label = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        uint first = 0, second = 0;
        VBuffer<float> scores = default, again = default;

        while (cursor.MoveNext())
        {
            score(ref scores);
            label(ref first);
            score(ref again);
            label(ref second);
            Assert.Equal(first, second);
            Assert.Equal(scores.DenseValues(), again.DenseValues());
        }
    }

    [Fact]
    public void The_callers_buffer_is_reused()
    {
        IDataView scored = Scored;
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> buffer = default;
        cursor.MoveNext();
        score(ref buffer);
        ref readonly float before = ref buffer.GetValues()[0];

        cursor.MoveNext();
        score(ref buffer);

        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(in before, in buffer.GetValues()[0]));
    }

    [Fact]
    public void Values_cannot_be_fetched_before_the_first_row_and_after_the_last()
    {
        IDataView scored = Scored;
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<uint> label = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        uint value = 0;

        Assert.Throws<InvalidOperationException>(() => label(ref value));
        while (cursor.MoveNext())
            Assert.True(cursor.Position >= 0);
        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => label(ref value));
    }

    [Fact]
    public void Columns_that_were_not_asked_for_are_not_active()
    {
        IDataView scored = Scored;
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);

        Assert.True(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.False(cursor.IsColumnActive(scored.Schema["PredictedLabel"]));
        Assert.False(cursor.IsColumnActive(scored.Schema["Kind"]));
        Assert.False(cursor.IsColumnActive(scored.Schema[Family.Input]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["Kind"]));
    }

    [Fact]
    public void A_getter_of_the_wrong_type_is_refused()
    {
        IDataView scored = Scored;
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);

        Assert.Contains("Invalid TValue", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["Score"])).Message, StringComparison.Ordinal);
        Assert.Contains("Invalid TValue", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ulong>(scored.Schema["PredictedLabel"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_another_schema_are_refused()
    {
        DataViewSchema other = _context.Data.LoadFromEnumerable(new[] { new TextPrediction { Score = [1] } }).Schema;

        Assert.Throws<ArgumentException>(() => Scored.GetRowCursor(other));
    }

    [Fact]
    public void Rows_can_be_skipped_without_a_look_at_their_scores()
    {
        IDataView scored = Model.Transform(Family.Load(_context, Family.Rows(300, seed: 21)));
        float[][] expected = Scores(scored);

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
    public void Row_count_and_shuffling_are_those_of_the_source()
    {
        IDataView data = Family.Load(_context, Family.Rows(300, seed: 21));
        IDataView cached = _context.Data.Cache(data);
        IDataView streamed = Model.Transform(new RecordingView(data));

        Assert.Null(streamed.GetRowCount());
        Assert.False(streamed.CanShuffle);
        Assert.Equal(cached.CanShuffle, Model.Transform(cached).CanShuffle);
        Assert.Equal(300, Scores(streamed).Length);
    }

    [Fact]
    public void A_shuffled_row_keeps_its_scores()
    {
        List<FamilyRow> rows = Family.Rows(300, seed: 21);
        IEnumerable<float> numbers = rows.Select(row => row.Number);
        IDataView cached = _context.Data.Cache(Family.Load(_context, rows));
        Assert.Equal(rows.Select(row => row.Kind), cached.GetColumn<string>("Kind"));
        IDataView scored = Model.Transform(cached);
        Dictionary<float, float[]> expected = numbers.Zip(Scores(scored)).ToDictionary(pair => pair.First, pair => pair.Second);

        var seen = new List<float>();
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema, new Random(4));
        ValueGetter<float> getNumber = cursor.GetGetter<float>(scored.Schema["Number"]);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        float number = 0;
        VBuffer<float> score = default;
        while (cursor.MoveNext())
        {
            getNumber(ref number);
            getScore(ref score);
            seen.Add(number);
            AssertClose([expected[number]], [[.. score.DenseValues()]]);
        }
        Assert.NotEqual(numbers, seen);
        Assert.Equal(numbers, seen.Order());
    }

    [Fact]
    public void A_set_of_cursors_gives_each_row_once()
    {
        IDataView scored = Model.Transform(Family.Load(_context, Family.Rows(300, seed: 21)));

        var numbers = new List<float>();
        foreach (DataViewRowCursor cursor in scored.GetRowCursorSet(scored.Schema, 4))
        {
            using (cursor)
            {
                ValueGetter<float> getter = cursor.GetGetter<float>(scored.Schema["Number"]);
                float number = 0;
                while (cursor.MoveNext())
                {
                    getter(ref number);
                    numbers.Add(number);
                }
            }
        }
        Assert.Equal(Enumerable.Range(0, 300).Select(number => (float)number), numbers.Order());
    }
}
