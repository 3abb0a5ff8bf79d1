using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Checkpoints;

/// <summary>The checkpoint of a run: found, compared with the run, read, and written again and again.</summary>
internal sealed class Checkpoint
{
    // What the exception of a run that diverged says to try: nothing that its checkpoint holds has another meaning with these.
    private static readonly HashSet<string> Remedies = [nameof(AcnOptions.LearningRate), nameof(AcnOptions.GradientClipNorm), nameof(AcnOptions.Precision)];

    private readonly TimeSpan _interval;
    private readonly TrainingContext _context;
    private readonly Stopwatch _sinceWritten = Stopwatch.StartNew();
    private CheckpointHead? _found;
    private SortedDictionary<string, string> _run = [];
    private ScalarType _products;

    private Checkpoint(string path, TimeSpan interval, TrainingContext context) => (Path, _interval, _context) = (path, interval, context);

    /// <summary>The file, in full.</summary>
    public string Path { get; }

    /// <summary>Whether there is one to go on from.</summary>
    public bool IsThere => _found is not null;

    /// <summary>Whether it has weights of a best epoch.</summary>
    public bool HasBest => _found?.HasBest ?? false;

    /// <summary>Whether its run diverged, and this one goes on with other options.</summary>
    public bool IsRemedied { get; private set; }

    /// <summary>The checkpoint that the options ask for, or null.</summary>
    /// <exception cref="DirectoryNotFoundException">Its folder does not exist.</exception>
    /// <exception cref="IOException">No file can be written there.</exception>
    /// <exception cref="FormatException">There is a file, but it is damaged or no checkpoint.</exception>
    public static Checkpoint? For(AcnOptions options, TrainingContext context)
    {
        if (options.CheckpointPath is null)
            return null;
        string path = System.IO.Path.GetFullPath(options.CheckpointPath);
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(path)))
            throw new DirectoryNotFoundException($"The folder of {nameof(AcnOptions.CheckpointPath)} '{path}' does not exist.");
        AbandonedFiles.Settle([path], TimeSpan.Zero);
        var checkpoint = new Checkpoint(path, options.CheckpointInterval, context);
        if (File.Exists(path))
            checkpoint._found = CheckpointFile.ReadHead(path);
        // The weights of a run that has come to its end can be taken from where nothing can be written.
        if (checkpoint._found is not { IsFinished: true })
            CheckWritable(path);
        return checkpoint;
    }

    /// <summary>That nothing can be written there is better known before training than when the first checkpoint is due.</summary>
    private static void CheckWritable(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new IOException("it is a folder.");
            // Left undecided, which deletes it.
            using var trial = new FileTransaction();
            trial.Write(path, stream => stream.WriteByte(0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{nameof(AcnOptions.CheckpointPath)} '{path}' cannot be written to: {e.Message}", e);
        }
    }

    /// <summary>
    /// The format of products: a run that goes on has the one that it began with, whatever a measurement would say now, unless it goes on with another option. To be
    /// asked after <see cref="Match"/>.
    /// </summary>
    /// <exception cref="FormatException">The checkpoint names no such format.</exception>
    public ScalarType Products(AcnPrecision precision, Device device) => _products = (IsDifferent(nameof(AcnOptions.Precision)) ? null : _found?.Products) switch
    {
        null => PrecisionProbe.Choose(precision, device),
        nameof(ScalarType.Float32) => ScalarType.Float32,
        nameof(ScalarType.BFloat16) => ScalarType.BFloat16,
        var other => throw new FormatException($"The checkpoint '{Path}' names products of the format '{other}', which is none."),
    };

    /// <summary>Compares with the run that is to go on.</summary>
    /// <param name="run">What this run depends on.</param>
    /// <exception cref="AcnCheckpointException">It is of another run that has not come to its end.</exception>
    public void Match(SortedDictionary<string, string> run)
    {
        _run = run;
        if (_found is null)
            return;
        if (_found.Format != CheckpointHead.CurrentFormat)
            throw new AcnCheckpointException(string.Create(CultureInfo.InvariantCulture, $"The checkpoint '{Path}' has the format {_found.Format}, and this version of the package reads {CheckpointHead.CurrentFormat}. Delete it to start anew."));
        string[] names = [.. run.Keys.Union(_found.Run.Keys, StringComparer.Ordinal).Where(IsDifferent)];
        if (names.Length == 0)
            return;
        string differences = string.Join("; ", names.Select(name => $"{name} is {run.GetValueOrDefault(name) ?? "none"}, in the checkpoint {_found.Run.GetValueOrDefault(name) ?? "none"}"));
        if (_found.IsDiverged && names.All(Remedies.Contains))
        {
            IsRemedied = true;
            _context.Info($"The checkpoint '{Path}' is of this run, which diverged and goes on with other options: {differences}.");
            return;
        }
        if (!_found.IsFinished)
        {
            throw new AcnCheckpointException(
                $"The checkpoint '{Path}' is of another run, which has not come to its end: {differences}. Go on with that run, delete the file to start anew, or set another {nameof(AcnOptions.CheckpointPath)}. Each part of a cross-validation is a run of its own.");
        }
        _context.Info($"The checkpoint '{Path}' is of another run, which has come to its end: it will be replaced.");
        _found = null;
    }

    /// <summary>Fills the state.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public void ReadInto(IReadOnlyList<StatePart> state)
    {
        CheckpointFile.ReadInto(Path, state);
        if (_found!.IsFinished)
            _context.Warn($"The checkpoint '{Path}' is of a run with the same options and data that has come to its end: its weights are taken, as training again would give them. Delete the file when the model is saved.");
        _sinceWritten.Restart();
    }

    /// <summary>Writes the state when it is time to: see <see cref="Write"/>.</summary>
    /// <param name="state">Tells all of it.</param>
    /// <param name="loop">How far it has come.</param>
    /// <param name="hasBest">Whether there are weights of a best epoch.</param>
    /// <param name="isEpochEnd">Whether an epoch is over.</param>
    public void WriteIfDue(Func<IReadOnlyList<StatePart>> state, LoopState loop, bool hasBest, bool isEpochEnd)
    {
        if (loop.IsFinished || (_interval == TimeSpan.Zero ? isEpochEnd : _sinceWritten.Elapsed >= _interval))
            Write(state(), loop, hasBest);
    }

    /// <summary>Writes the state. A file that cannot be written, or a state that is not finite, costs no more than a warning: the file of before is still there.</summary>
    /// <param name="state">All of it.</param>
    /// <param name="loop">How far it has come.</param>
    /// <param name="hasBest">Whether there are weights of a best epoch.</param>
    /// <param name="isDiverged">Whether the next step would not have been finite.</param>
    /// <returns>Whether it was written.</returns>
    public bool Write(IReadOnlyList<StatePart> state, LoopState loop, bool hasBest, bool isDiverged = false)
    {
        var head = new CheckpointHead { Format = CheckpointHead.CurrentFormat, Run = _run, Products = _products.ToString(), HasBest = hasBest, IsFinished = loop.IsFinished, IsDiverged = isDiverged };
        long began = Stopwatch.GetTimestamp();
        try
        {
            CheckpointFile.Write(Path, head, state);
            _context.Info(string.Create(CultureInfo.InvariantCulture, $"Checkpoint after {loop.Steps} steps written to '{Path}' in {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s."));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotFiniteNumberException)
        {
            _context.Warn($"The checkpoint '{Path}' could not be written, and what was there before stays: {e.Message}");
            return false;
        }
        finally
        {
            _sinceWritten.Restart();
        }
    }

    private bool IsDifferent(string name) => _found is not null && _run.GetValueOrDefault(name) != _found.Run.GetValueOrDefault(name);
}
