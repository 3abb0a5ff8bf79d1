using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Scoring;

/// <summary>The rules of ML.NET for cursors and getters.</summary>
public class ScoredCursorTests
{
    private readonly IDataView _scored = TinyModel.Shared.Transform(new MLContext().Data.LoadFromEnumerable(TinyTexts.Rows(100)));

    [Fact]
    public void Getters_work_in_any_order_and_give_the_same_again()
    {
        using DataViewRowCursor cursor = _scored.GetRowCursor(_scored.Schema);
        ValueGetter<uint> label = cursor.GetGetter<uint>(_scored.Schema["PredictedLabel"]);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(_scored.Schema["Score"]);
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
        using DataViewRowCursor cursor = _scored.GetRowCursor(_scored.Schema);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(_scored.Schema["Score"]);
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
        using DataViewRowCursor cursor = _scored.GetRowCursor(_scored.Schema);
        ValueGetter<uint> label = cursor.GetGetter<uint>(_scored.Schema["PredictedLabel"]);
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
        using DataViewRowCursor cursor = _scored.GetRowCursor([_scored.Schema["Score"]]);

        Assert.True(cursor.IsColumnActive(_scored.Schema["Score"]));
        Assert.False(cursor.IsColumnActive(_scored.Schema["PredictedLabel"]));
        Assert.False(cursor.IsColumnActive(_scored.Schema["Text"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(_scored.Schema["PredictedLabel"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(_scored.Schema["Text"]));
    }

    [Fact]
    public void A_getter_of_the_wrong_type_is_refused()
    {
        using DataViewRowCursor cursor = _scored.GetRowCursor(_scored.Schema);

        Assert.Contains("Invalid TValue", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(_scored.Schema["Score"])).Message, StringComparison.Ordinal);
        Assert.Contains("Invalid TValue", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ulong>(_scored.Schema["PredictedLabel"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_another_schema_are_refused()
    {
        DataViewSchema other = new MLContext().Data.LoadFromEnumerable(new[] { new TextPrediction { Score = [1] } }).Schema;

        Assert.Throws<ArgumentException>(() => _scored.GetRowCursor(other));
    }
}
