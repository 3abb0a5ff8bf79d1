using Microsoft.ML.Acn.Reliability.Seeds;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>What a service does in a round: predictions, passes, saves and loads, fits that end well, are cancelled or fail, and cursors that nobody closes.</summary>
internal sealed class SoakWork : IDisposable
{
    private const int PredictionsPerRound = 500;

    private readonly MLContext _context = new(seed: 1);
    private readonly SharedModel _model = new("text", SeedOptions.Text());
    private readonly PredictionEngine<SeedRow, SeedAnswer> _engine;

    public SoakWork() => _engine = _model.Engine();

    /// <summary>How often each thing was done.</summary>
    public SortedDictionary<string, long> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that were not what they were at the beginning.</summary>
    public long Wrong { get; private set; }

    public void Round()
    {
        for (int i = 0; i < PredictionsPerRound; i++)
        {
            int row = i % _model.Rows.Length;
            Wrong += SharedModel.AreSame(_model.Answers[row], _engine.Predict(_model.Rows[row]).Score) ? 0 : 1;
        }
        Count("predictions", PredictionsPerRound);
        Wrong += _model.Differences(_model.Network);
        Count("passes of Transform over 300 rows");
        SaveAndLoad();
        Fit(null).Dispose();
        Count("fits");
        Cancelled();
        Failing();
        Abandon();
    }

    public void Dispose()
    {
        _engine.Dispose();
        _model.Dispose();
    }

    private void SaveAndLoad()
    {
        using var file = new MemoryStream();
        _context.Model.Save(_model.Network, _model.Data.Schema, file);
        using var loaded = (AcnTransformer)_context.Model.Load(file, out _);
        Wrong += loaded.Depth == _model.Network.Depth ? 0 : 1;
        Count("saves and loads");
    }

    private void Cancelled()
    {
        using var stop = new CancellationTokenSource();
        try
        {
            Fit(new Listener(stop.Cancel), stop.Token).Dispose();
        }
        catch (OperationCanceledException)
        {
            Count("cancelled fits");
        }
    }

    private void Failing()
    {
        try
        {
            Fit(new Listener(() => throw new NotFiniteNumberException())).Dispose();
        }
        catch (NotFiniteNumberException)
        {
            Count("failing fits");
        }
    }

    private void Abandon()
    {
        IDataView scored = _model.Network.Transform(_model.Data);
        DataViewSchema.Column column = scored.Schema["Score"];
        DataViewRowCursor cursor = scored.GetRowCursor([column]);
        cursor.MoveNext();
        VBuffer<float> scores = default;
        cursor.GetGetter<VBuffer<float>>(column)(ref scores);
        Count("cursors that nobody closes");
    }

    private AcnTransformer Fit(IProgress<AcnTrainingProgress>? progress, CancellationToken cancellation = default)
        => SeedTraining.FitText(_context, _model.Data, options => (options.Epochs, options.Progress, options.CancellationToken) = (2, progress, cancellation));

    private void Count(string what, long times = 1) => Done[what] = Done.GetValueOrDefault(what) + times;

    private sealed class Listener(Action then) : IProgress<AcnTrainingProgress>
    {
        public void Report(AcnTrainingProgress value) => then();
    }
}
