using Microsoft.ML.Acn.Reliability.Seeds;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>A small model with rows and its answers to them, which nothing that others do at the same time may change.</summary>
internal sealed class SharedModel : IDisposable
{
    private readonly MLContext _context = new(seed: 1);

    /// <param name="name">The family.</param>
    /// <param name="options">What is trained.</param>
    public SharedModel(string name, AcnOptions options)
    {
        Name = name;
        Rows = SeedRow.Make(300, seed: 1);
        Data = SeedRow.View(_context, Rows);
        Network = SeedTraining.Fit(_context, Data, options);
        using PredictionEngine<SeedRow, SeedAnswer> engine = Engine();
        Answers = [.. Rows.Select(row => engine.Predict(row).Score)];
        Batched = Scores(Network);
    }

    public string Name { get; }

    public AcnTransformer Network { get; }

    public SeedRow[] Rows { get; }

    public IDataView Data { get; }

    /// <summary>The probabilities of each row, alone. (rows, K)</summary>
    public float[][] Answers { get; }

    /// <summary>The probabilities of each row in a pass over all. (rows, K)</summary>
    public float[][] Batched { get; }

    public PredictionEngine<SeedRow, SeedAnswer> Engine()
        => new MLContext(seed: 1).Model.CreatePredictionEngine<SeedRow, SeedAnswer>(Network, new PredictionEngineOptions { OwnsTransformer = false });

    /// <summary>The probabilities of a pass over all rows.</summary>
    public float[][] Scores(AcnTransformer network) => [.. network.Transform(Data).GetColumn<float[]>("Score")];

    public static bool AreSame(float[] one, float[] other) => one.AsSpan().SequenceEqual(other);

    /// <summary>How many rows of a pass over all have other probabilities than at the beginning.</summary>
    public long Differences(AcnTransformer network)
    {
        float[][] found = Scores(network);
        return found.Length == Batched.Length ? Batched.Zip(found).Count(pair => !AreSame(pair.First, pair.Second)) : Batched.Length;
    }

    public void Dispose() => Network.Dispose();
}
