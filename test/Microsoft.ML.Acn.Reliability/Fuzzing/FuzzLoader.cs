using System.Diagnostics;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Reliability.Mutation;
using Microsoft.ML.Acn.Reliability.Seeds;
using Microsoft.ML.Acn.Scoring;
using TorchSharp;

namespace Microsoft.ML.Acn.Reliability.Fuzzing;

/// <summary>Loads damaged models and says whether what comes of it is what is promised. Belongs to one thread.</summary>
internal sealed class FuzzLoader
{
    private static readonly string[] _parts = [ModelSerializer.ConfigPart, ModelSerializer.WeightsPart, ContinualPart.Importances, ContinualPart.Rows];

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _rows;

    public FuzzLoader() => _rows = SeedRow.View(_context, SeedRow.Make(3, seed: 1));

    /// <summary>Loads a case, and scores a few rows with what loads.</summary>
    public FuzzOutcome Run(FuzzCase fuzz)
    {
        FuzzOutcome outcome = Measure(fuzz), limited = outcome.WithLimits();
        if (limited.Fault == outcome.Fault || ZipMutator.WithOwnEntriesOf(fuzz.Origin, fuzz.Zip) is not { } zip)
            return limited;
        // Is it the parts, or what ML.NET keeps beside them? With that as it was saved, the parts are all that is left.
        FuzzOutcome again = Measure(fuzz with { Zip = zip });
        return again.WithLimits().Fault is null ? outcome with { Elapsed = again.Elapsed, Bytes = again.Bytes, ExcessOfMlNet = limited.Fault } : limited;
    }

    private FuzzOutcome Measure(FuzzCase fuzz)
    {
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        object? loaded = null;
        Exception? error = null;
        try
        {
            loaded = Load(fuzz);
        }
        catch (Exception e)
        {
            error = e;
        }
        TimeSpan elapsed = clock.Elapsed;
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        (string ending, string? fault) = error is null ? Use(fuzz.Origin, loaded!) : (EndingOf(fuzz, error), FaultOf(fuzz, error));
        long left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - tensors;
        if (fault is null && left != 0)
            fault = $"{left} tensors were left behind";
        return new FuzzOutcome(fuzz.Target, ending, elapsed, bytes + TensorTally.BytesOf(fuzz), fault);
    }

    private object Load(FuzzCase fuzz)
    {
        if (fuzz.Parts is { } parts)
            return parts.Load(fuzz.Origin.Kind);
        using var stream = new MemoryStream(fuzz.Zip!);
        return _context.Model.Load(stream, out _);
    }

    /// <summary>What loads is a whole model, which scores without a crash whatever its weights are.</summary>
    private (string Ending, string? Fault) Use(SeedModel origin, object loaded)
    {
        using var held = loaded as IDisposable;
        try
        {
            if (loaded is AcnModel model)
                Score(origin, model);
            else if (!Accepts((ITransformer)loaded))
                return (FuzzOutcome.LoadedForOthers, null);
            else if (origin.Rows.Count > 0)
                _ = ((ITransformer)loaded).Transform(_rows).Preview(); // all columns of all rows
            return (FuzzOutcome.Loaded, null);
        }
        catch (Exception e)
        {
            return (FuzzOutcome.Loaded, $"it loads and cannot score: {e}");
        }
    }

    // One that has learned from other columns says so before it looks at a row.
    private bool Accepts(ITransformer model)
    {
        try
        {
            _ = model.GetOutputSchema(_rows.Schema);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static void Score(SeedModel origin, AcnModel model)
    {
        using RowEngine engine = origin.Kind == ModelKind.Classifier ? new ScoringEngine(model) : new FeatureEngine(model, new SharedNetwork(model.Network), typeof(AcnFeaturesTransformer));
        RowStore store = model.Encoder.CreateStore();
        foreach (byte[] row in origin.Rows)
            Import(model.Encoder, store, row);
        store.Complete();
        int[] rows = [.. Enumerable.Range(0, store.Count)];
        if (rows.Length > 0 && (long)rows.Length * engine.Numbers < 1_000_000)
            engine.Run(store, rows, new float[rows.Length * engine.Numbers], new int[rows.Length]);
    }

    // Another encoder than before may not read the rows, and says so.
    private static void Import(InputEncoder encoder, RowStore store, byte[] row)
    {
        try
        {
            encoder.Import(store, row);
        }
        catch (FormatException)
        {
        }
    }

    private static string? FaultOf(FuzzCase fuzz, Exception error)
    {
        Exception[] chain = [.. Chain(error)];
        if (chain.Any(one => one is FormatException && _parts.Any(part => one.Message.Contains($"'{part}'", StringComparison.Ordinal))))
            return null;
        if (fuzz.Zip is null)
            return $"it ends in another exception: {error}";
        // What ML.NET and the archive say of their own layer is theirs; what is thrown while parts are read is ours.
        return chain.Any(one => one is OutOfMemoryException or AccessViolationException || one.StackTrace?.Contains("Microsoft.ML.Acn.Persistence", StringComparison.Ordinal) == true)
            ? $"it ends in an exception that names no part: {error}"
            : null;
    }

    private static string EndingOf(FuzzCase fuzz, Exception error)
    {
        Exception last = Chain(error).Last();
        return Chain(error).Any(one => one is FormatException && one.Message.Contains("of the ACN model", StringComparison.Ordinal)) || fuzz.Zip is null ? nameof(FormatException) : $"{last.GetType().Name} of ML.NET's file layer";
    }

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? one = error; one is not null; one = one.InnerException)
            yield return one;
    }
}
