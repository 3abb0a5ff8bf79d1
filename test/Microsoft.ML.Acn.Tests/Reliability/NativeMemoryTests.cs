using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Data;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>Native tensors, and what an MLContext holds, after many predictions and fits, however these end. The benchmark <c>soak</c> does the same for longer.</summary>
[Collection(GlobalTorchState.Name)]
public sealed class NativeMemoryTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly SeedRow[] _rows = SeedRow.Make(60, seed: 1);

    private IDataView Data => SeedRow.View(_context, _rows);

    private static long Tensors => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    [Fact]
    public void Ten_thousand_predictions_leave_no_tensor()
    {
        // Torch's second thread waits in a loop, which on a busy machine takes longer than the work.
        using var one = new ThreadScope(1);
        using AcnTransformer model = SeedTraining.FitText(_context, Data);
        using var engine = _context.Model.CreatePredictionEngine<SeedRow, SeedAnswer>(model, new PredictionEngineOptions { OwnsTransformer = false });
        float[] first = engine.Predict(_rows[0]).Score;
        long before = Tensors;

        for (int i = 0; i < 10_000; i++)
            engine.Predict(_rows[i % _rows.Length]);

        Assert.Equal(before, Tensors);
        Assert.Equal(first, engine.Predict(_rows[0]).Score);
    }

    [Fact]
    public void Twenty_fits_leave_no_tensor()
    {
        SeedTraining.FitText(_context, Data).Dispose();
        long before = Tensors;

        for (int i = 0; i < 20; i++)
            SeedTraining.FitText(_context, Data).Dispose();

        Assert.Equal(before, Tensors);
    }

    [Fact]
    public void Fits_leave_nothing_with_the_context()
    {
        // Finding the keys of labels leaves something of ML.NET's own.
        IDataView data = Data;
        Fit(10);
        // Memory that is kept adds up in every round; what else a process does, in some.
        long least = Enumerable.Range(0, 4).Min(_ => Growth(() => Fit(30)));

        // What a progress channel leaves in an MLContext is over two kilobytes each.
        Assert.InRange(least, long.MinValue, 30 * 1_300);

        static long Growth(Action action)
        {
            long before = Held();
            action();
            return Held() - before;
        }

        // GC.GetTotalMemory's own collections end when the last freed less than a twentieth, which in a large process is much.
        static long Held()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            return GC.GetTotalMemory(forceFullCollection: false);
        }

        void Fit(int times)
        {
            for (int i = 0; i < times; i++)
                SeedTraining.FitText(_context, data).Dispose();
        }
    }

    [Theory]
    [InlineData(AcnCancellationBehavior.Throw)]
    [InlineData(AcnCancellationBehavior.KeepBest)]
    public void Cancelled_fits_leave_no_tensor(AcnCancellationBehavior behavior)
    {
        Cancelled();
        long before = Tensors;

        for (int i = 0; i < 5; i++)
            Cancelled();

        Assert.Equal(before, Tensors);

        void Cancelled()
        {
            using var stop = new CancellationTokenSource();
            AcnTransformer Fit() => SeedTraining.FitText(_context, Data, options =>
            {
                (options.Epochs, options.OnCancellation, options.CancellationToken) = (50, behavior, stop.Token);
                options.Progress = new Support.RecordingProgress(report => stop.Cancel());
            });
            if (behavior == AcnCancellationBehavior.Throw)
                Assert.ThrowsAny<OperationCanceledException>(Fit);
            else
                Fit().Dispose();
        }
    }

    [Fact]
    public void Fits_that_fail_leave_no_tensor()
    {
        Failing();
        long before = Tensors;

        for (int i = 0; i < 5; i++)
            Failing();

        Assert.Equal(before, Tensors);

        void Failing() => Assert.Throws<NotFiniteNumberException>(() => SeedTraining.FitText(
            _context, Data, options => options.Progress = new Support.RecordingProgress(_ => throw new NotFiniteNumberException())));
    }

    [Fact]
    public void Cursors_that_nobody_closes_keep_no_tensor()
    {
        using var one = new ThreadScope(1);
        using AcnTransformer model = SeedTraining.FitText(_context, Data);
        IDataView scored = model.Transform(Data);
        Abandon(scored);
        long before = Tensors;

        for (int i = 0; i < 50; i++)
            Abandon(scored);

        Assert.Equal(before, Tensors);
    }

    private static void Abandon(IDataView scored)
    {
        DataViewSchema.Column column = scored.Schema["Score"];
        DataViewRowCursor cursor = scored.GetRowCursor([column]);
        Assert.True(cursor.MoveNext());
        VBuffer<float> scores = default;
        cursor.GetGetter<VBuffer<float>>(column)(ref scores);
        Assert.Equal(3, scores.Length);
    }
}
