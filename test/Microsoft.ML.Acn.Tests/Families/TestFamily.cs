using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>
/// What the shared tests must know of a kind of input: rows of a task that a tiny network learns in a moment, and its column. As a class
/// fixture it holds two models that tests may look at; nobody else disposes of them.
/// </summary>
public abstract class TestFamily : IDisposable
{
    private readonly MLContext _context = new(seed: 5);
    private readonly Lazy<AcnTransformer> _model;
    private readonly Lazy<AcnTransformer> _rough;
    private readonly Dictionary<(int Count, int Seed), List<FamilyRow>> _made = [];

    protected TestFamily()
    {
        _model = new(() => Train(_context));
        _rough = new(() => Train(_context, options => (options.Layers, options.Epochs, options.LearningRate) = (3, 1, RoughLearningRate)));
    }

    /// <summary>A model that has learned the task.</summary>
    public AcnTransformer Model => _model.Value;

    /// <summary>A model of three layers that was trained too briefly to be always right.</summary>
    public AcnTransformer Rough => _rough.Value;

    /// <summary>The input column.</summary>
    public abstract string Input { get; }

    /// <summary>The type of column that training expects, in ML.NET's words.</summary>
    public abstract string TrainingType { get; }

    /// <summary>The type of column that the trained model expects, in ML.NET's words.</summary>
    public abstract string ScoringType { get; }

    /// <summary>The classes, in the order in which rows have them.</summary>
    public abstract IReadOnlyList<string> Kinds { get; }

    /// <summary>A learning rate at which one epoch leaves much to be learned.</summary>
    public virtual double RoughLearningRate => 0.002;

    public List<FamilyRow> Rows(int count = 120, int seed = 7)
    {
        // Pictures take long to make.
        if (!_made.TryGetValue((count, seed), out List<FamilyRow>? rows))
            _made.Add((count, seed), rows = Make(count, seed));
        for (int i = 0; i < rows.Count; i++)
            rows[i].Number = i;
        return [.. rows.Select(row => row.Copy())];
    }

    /// <summary>Sets of rows that are equally long within a set, so that none is padded.</summary>
    public virtual IEnumerable<List<FamilyRow>> RowsOfOneLength(int count) => [Rows(count)];

    /// <summary>The rows as data with the columns Kind, Weight, Number and the input.</summary>
    public abstract IDataView Load(MLContext context, IEnumerable<FamilyRow> rows);

    /// <summary>The rows of data again, with their inputs.</summary>
    public abstract IEnumerable<FamilyRow> Read(MLContext context, IDataView data);

    /// <summary>What a row has in the input column, as something that can be compared.</summary>
    public abstract object InputOf(FamilyRow row);

    /// <summary>The rows as data with, of key type, a Label too.</summary>
    public IDataView View(MLContext context, IEnumerable<FamilyRow>? rows = null)
    {
        IDataView data = Load(context, rows ?? Rows());
        return context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(data).Transform(data);
    }

    /// <summary>Options of a network that trains in a moment, on one thread and in 32 bits so that runs can be compared to the bit.</summary>
    public abstract AcnOptions Options();

    public static AcnTrainer Trainer(MLContext context, AcnOptions options) => options switch
    {
        AcnTextOptions text => context.MulticlassClassification.Trainers.Acn(text),
        AcnImageOptions image => context.MulticlassClassification.Trainers.Acn(image),
        _ => context.MulticlassClassification.Trainers.Acn((AcnVectorOptions)options),
    };

    public AcnTrainer Trainer(MLContext context, Action<AcnOptions>? change = null)
    {
        AcnOptions options = Options();
        change?.Invoke(options);
        return Trainer(context, options);
    }

    public AcnTransformer Train(MLContext context, Action<AcnOptions>? change = null, IDataView? data = null)
        => Trainer(context, change).Fit(data ?? View(context));

    public abstract IRowEngine Engine(ITransformer model, bool ownsModel);

    /// <summary>Row by row through a prediction engine of its own.</summary>
    public TextPrediction[] PredictEach(ITransformer model, IEnumerable<FamilyRow> rows)
    {
        using IRowEngine engine = Engine(model, ownsModel: false);
        return [.. rows.Select(engine.Predict)];
    }

    public void Dispose()
    {
        foreach (Lazy<AcnTransformer> model in new[] { _model, _rough })
        {
            if (model.IsValueCreated)
                model.Value.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    protected abstract List<FamilyRow> Make(int count, int seed);
}

/// <summary>A family with its own type of rows.</summary>
public abstract class TestFamily<TRow> : TestFamily
    where TRow : FamilyRow, new()
{
    public override IDataView Load(MLContext context, IEnumerable<FamilyRow> rows) => context.Data.LoadFromEnumerable(rows.Cast<TRow>());

    public override IEnumerable<FamilyRow> Read(MLContext context, IDataView data) => context.Data.CreateEnumerable<TRow>(data, reuseRowObject: false);

    public override IRowEngine Engine(ITransformer model, bool ownsModel) => new RowEngine(
        new MLContext().Model.CreatePredictionEngine<TRow, TextPrediction>(model, new PredictionEngineOptions { OwnsTransformer = ownsModel }));

    private sealed class RowEngine(PredictionEngine<TRow, TextPrediction> engine) : IRowEngine
    {
        public TextPrediction Predict(FamilyRow row) => engine.Predict((TRow)row);

        public void Dispose() => engine.Dispose();
    }
}
