using TorchSharp;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// A model as two plain files, <c>NAME.json</c> and <c>NAME.safetensors</c> (and a third with what it keeps for later training), that other tools can read and that need nothing internal of
/// ML.NET. They are the same parts as those of ML.NET's model file.
/// </summary>
internal static class WeightFiles
{
    private const string WeightsExtension = ".safetensors";
    private const string ConfigExtension = ".json";

    private const int MostReadings = 4;

    // Saving takes seconds: a process that takes so long hangs.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    private static readonly string[] _parts = [ModelSerializer.ConfigPart, ModelSerializer.WeightsPart, ContinualPart.Importances, ContinualPart.Rows];

    /// <summary>
    /// Saves all files, or leaves everything as it was: even if the process is killed, the next to load or save finds one or the other. Waits for other saves
    /// of the same name.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Folder and name; either file's extension may be part of it.</param>
    /// <param name="open">Makes a new file for writing; for tests.</param>
    /// <param name="beforeStep">Called before each change of the folder; for tests.</param>
    /// <exception cref="IOException">A file cannot be written; those of an earlier save are still there.</exception>
    public static void Save(AcnModel model, string path, Func<string, Stream>? open = null, Action? beforeStep = null)
    {
        using SaveLock alone = LockOf(path);
        AbandonedFiles.Settle(PathsOf(path), AbandonedFiles.Age);
        string? earlier = ThirdPartOf(path), now = model.Continual is { } state ? ContinualPart.NameOf(state.Kind) : null;
        using var files = new FileTransaction(open, beforeStep);
        ModelSerializer.Write(model, new Writer(files, path));
        // What the earlier model has kept belongs to that, and may be somebody's data.
        if (earlier is not null && earlier != now)
            files.Delete(PathOf(path, earlier));
        files.Commit();
    }

    /// <summary>Loads a model from its two files, from the beginning if they are replaced while they are read.</summary>
    /// <param name="path">What was given to <see cref="Save"/>.</param>
    /// <param name="device">Where the weights shall live.</param>
    /// <param name="kind">What it must be.</param>
    /// <exception cref="FormatException">A file is damaged, from a newer version, or they are not of the same model.</exception>
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    public static AcnModel Load(string path, torch.Device device, ModelKind kind = ModelKind.Classifier)
    {
        string[] paths = PathsOf(path);
        for (int reading = 1; ; reading++)
        {
            // At last without a save beside it.
            using SaveLock? alone = reading == MostReadings ? LockOf(path) : null;
            IReadOnlyDictionary<string, string> decided = AbandonedFiles.Decided(paths);
            FileStamp[] before = StampsOf(paths, decided);
            try
            {
                return ModelSerializer.Read(new Reader(path, decided), device, kind);
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException && reading < MostReadings && !before.SequenceEqual(StampsOf(paths, AbandonedFiles.Decided(paths))))
            {
                // A part of the model that was there, and one of the model that is.
            }
        }
    }

    private static SaveLock LockOf(string path) => SaveLock.Take(PathOf(path, ModelSerializer.ConfigPart), _patience);

    private static FileStamp[] StampsOf(string[] paths, IReadOnlyDictionary<string, string> decided) => [.. paths.Concat(decided.Values).Select(FileStamp.Of)];

    /// <summary>The third part of the model that is saved under a name, if there is one with such a part.</summary>
    private static string? ThirdPartOf(string path)
    {
        if (!File.Exists(PathOf(path, ContinualPart.Importances)) && !File.Exists(PathOf(path, ContinualPart.Rows)))
            return null;
        try
        {
            using FileStream stream = File.OpenRead(PathOf(path, ModelSerializer.ConfigPart));
            return ConfigJson.Read(stream).Continual is { } state ? ContinualPart.NameOf(state.Kind) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static string[] PathsOf(string path) => Array.ConvertAll(_parts, part => Path.GetFullPath(PathOf(path, part)));

    private static string PathOf(string path, string part)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = HasExtension(path, WeightsExtension) || HasExtension(path, ConfigExtension) ? Path.ChangeExtension(path, null) : path;
        return part switch
        {
            ModelSerializer.ConfigPart => name + ConfigExtension,
            ModelSerializer.WeightsPart => name + WeightsExtension,
            // No other model's files end like this.
            ContinualPart.Importances => name + ".continual",
            _ => name + ".replay",
        };
    }

    private static bool HasExtension(string path, string extension)
        => string.Equals(Path.GetExtension(path), extension, StringComparison.OrdinalIgnoreCase);

    private sealed class Writer(FileTransaction files, string path) : IPartWriter
    {
        public void Write(string name, Action<Stream> write) => files.Write(PathOf(path, name), write);
    }

    /// <summary>Reads the files, or what a save that was cut short has decided to put in their place.</summary>
    private sealed class Reader(string path, IReadOnlyDictionary<string, string> decided) : IPartReader
    {
        public void Read(string name, Action<Stream> read)
        {
            using FileStream stream = Open(Path.GetFullPath(PathOf(path, name)));
            read(stream);
        }

        private FileStream Open(string file)
        {
            try
            {
                if (decided.TryGetValue(file, out string? newer))
                    return OpenToRead(newer);
            }
            catch (FileNotFoundException)
            {
                // The process that saves was not killed: it is there by now.
            }
            return OpenToRead(file);
        }

        // Windows lets a save replace what is being read, or put it in place, only if the reader shares all that takes.
        private static FileStream OpenToRead(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>By which one sees that a file was replaced.</summary>
    private readonly record struct FileStamp(string Path, DateTime Written, long Length)
    {
        public static FileStamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileStamp(path, file.LastWriteTimeUtc, file.Length) : new FileStamp(path, default, -1);
        }
    }
}
