using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Persistence;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Scoring;

[Collection(GlobalTorchState.Name)]
public class LookAheadTests
{
    private const int FirstWindow = 256;
    private const int SecondWindow = 1_024;

    private readonly MLContext _context = new(seed: 2);

    [Fact]
    public void Data_that_are_others_when_read_again_are_an_error()
    {
        int opened = 0;
        List<TextRow> rows = TinyTexts.Rows(300);
        IDataView scored = TinyModel.Shared.Transform(_context.Data.LoadFromEnumerable(Unrepeatable()));

        var error = Assert.Throws<InvalidOperationException>(() => TinyModel.Scores(scored));

        Assert.Contains("read a second time", error.Message, StringComparison.Ordinal);

        IEnumerable<TextRow> Unrepeatable()
        {
            foreach (TextRow row in opened++ == 0 ? rows : rows.Take(100))
                yield return row;
        }
    }

    [Fact]
    public void A_look_at_the_first_rows_does_not_read_the_whole_source()
    {
        int read = 0;
        IDataView scored = TinyModel.Shared.Transform(_context.Data.LoadFromEnumerable(Endless(() => Interlocked.Increment(ref read))));

        Assert.Equal(10, TinyModel.Scores(_context.Data.TakeRows(scored, 10)).Length);

        Assert.InRange(read, 10, 1_000);
    }

    [Fact]
    public void With_very_many_classes_the_first_window_is_small_too()
    {
        int read = 0;
        using var model = new AcnTransformer(_context, MadeUpModel.Create(LabelValues.WithoutValues(1_000_000)));
        IDataView scored = model.Transform(_context.Data.LoadFromEnumerable(Endless(() => Interlocked.Increment(ref read))));

        Assert.Single(TinyModel.Scores(_context.Data.TakeRows(scored, 1)));

        // Four million numbers are four rows.
        Assert.InRange(read, 1, 8);
    }

    [Fact]
    public void No_more_is_read_ahead_than_the_next_window_and_nothing_ahead_of_the_second()
    {
        using var set = new ThreadScope(2);
        int read = 0;
        IDataView scored = TinyModel.Shared.Transform(_context.Data.LoadFromEnumerable(Endless(() => Interlocked.Increment(ref read))));
        using IEnumerator<float[]> scores = scored.GetColumn<float[]>("Score").GetEnumerator();

        var readAfter = new List<int>();
        for (int row = 1; row <= FirstWindow + SecondWindow; row++)
        {
            Assert.True(scores.MoveNext());
            if (row is 1 or FirstWindow or FirstWindow + 1 or FirstWindow + SecondWindow)
                readAfter.Add(read);
        }

        // Of each row the other columns are read, too, when it is handed out.
        Assert.Equal([FirstWindow + 1, FirstWindow + FirstWindow], readAfter[..2]);
        Assert.InRange(readAfter[2], FirstWindow + SecondWindow + FirstWindow + 1, FirstWindow + (5 * SecondWindow) + FirstWindow + 1);
        Assert.Equal(readAfter[2] + SecondWindow - 1, readAfter[3]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_error_of_the_source_loses_no_row_of_the_windows_before(int threads)
    {
        using var set = new ThreadScope(threads);
        IDataView scored = TinyModel.Shared.Transform(_context.Data.LoadFromEnumerable(Failing()));
        using IEnumerator<float[]> scores = scored.GetColumn<float[]>("Score").GetEnumerator();

        for (int row = 0; row < FirstWindow + SecondWindow; row++)
            Assert.True(scores.MoveNext());

        Assert.Equal("the file ends here", Assert.Throws<InvalidDataException>(() => scores.MoveNext()).Message);

        static IEnumerable<TextRow> Failing()
        {
            foreach (TextRow row in TinyTexts.Rows(FirstWindow + SecondWindow + 10))
                yield return row;
            throw new InvalidDataException("the file ends here");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void A_window_that_failed_gives_no_scores_of_others_when_it_is_asked_again(int behind)
    {
        using var set = new ThreadScope(2);
        using AcnTransformer model = TinyModel.Train(_context);
        IDataView scored = model.Transform(_context.Data.LoadFromEnumerable(TinyTexts.Rows(FirstWindow + SecondWindow + behind)));
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> scores = default;
        for (int row = 0; row < FirstWindow; row++)
        {
            Assert.True(cursor.MoveNext());
            get(ref scores);
        }

        model.Dispose();

        for (int row = 0; row < 3; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Throws<ObjectDisposedException>(() => get(ref scores));
            Assert.Throws<ObjectDisposedException>(() => get(ref scores));
        }
    }

    [Fact]
    public void Rows_that_are_read_ahead_have_the_scores_of_rows_that_are_not()
    {
        IDataView scored = TinyModel.Shared.Transform(TinyTexts.View(_context, TinyTexts.Rows(9_000, seed: 3)));

        RowBits.AssertSame(Scores(1), Scores(2));

        float[][] Scores(int threads)
        {
            using var set = new ThreadScope(threads);
            return TinyModel.Scores(scored);
        }
    }

    private static IEnumerable<TextRow> Endless(Action onRead)
    {
        while (true)
        {
            onRead();
            yield return new TextRow { Text = "dog" };
        }
    }
}
