using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Persistence;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Scoring;

public class LookAheadTests
{
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

    private static IEnumerable<TextRow> Endless(Action onRead)
    {
        while (true)
        {
            onRead();
            yield return new TextRow { Text = "dog" };
        }
    }
}
