using System.Collections;
using System.Drawing;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Checkpoints;

/// <summary>What the weights of a run depend on, by name: what two runs must have alike for one to go on where the other was.</summary>
internal static class RunFingerprint
{
    // Who listens, when it ends early and where it is saved changes nothing; the others are told as what they come to.
    private static readonly HashSet<string> Others =
    [
        nameof(AcnOptions.Progress), nameof(AcnOptions.CancellationToken), nameof(AcnOptions.OnCancellation), nameof(AcnOptions.CheckpointPath), nameof(AcnOptions.CheckpointInterval),
        nameof(AcnOptions.GpuDeviceId), nameof(AcnOptions.FallbackToCpu), nameof(AcnOptions.Threads), nameof(AcnOptions.Seed),
    ];

    /// <param name="options">All options, of whatever type.</param>
    /// <param name="context">Seed and device.</param>
    /// <param name="network">Before its first step.</param>
    /// <param name="kept">What is kept of earlier runs, or null.</param>
    public static SortedDictionary<string, string> Of(object options, TrainingContext context, AcnNetwork network, ContinualState? kept)
    {
        var run = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["package"] = typeof(RunFingerprint).Assembly.GetName().Version!.ToString(),
            ["options"] = options.GetType().Name,
            [nameof(AcnOptions.Seed)] = Text(context.Seed),
            [nameof(AcnOptions.Threads)] = Text(get_num_threads()),
            ["device"] = context.Device.ToString(),
            ["initial weights"] = HashOf(network),
        };
        if (kept is WeightImportances importances)
            run["initial importances"] = HashOf(hash => importances.Values.OrderBy(one => one.Key, StringComparer.Ordinal).ToList().ForEach(one => hash.AppendData(MemoryMarshal.AsBytes(one.Value.AsSpan()))));
        Add(run, string.Empty, options);
        return run;
    }

    /// <summary>Adds rows: all of them where they are held, else their labels and weights, and the digest of the whole set.</summary>
    /// <param name="run">Is added to.</param>
    /// <param name="name">What rows they are.</param>
    /// <param name="set">The set.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="encoder">Of the rows.</param>
    public static void AddRows(this SortedDictionary<string, string> run, string name, TrainingSet set, int[] rows, InputEncoder encoder)
    {
        run[$"{name} rows"] = Text(rows.Length);
        run[$"{name} data"] = HashOf(hash =>
        {
            hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
            hash.AppendData(set.Store.Digest);
            foreach (int row in rows)
            {
                float weight = set.WeightOf(row);
                hash.AppendData(MemoryMarshal.AsBytes(new Span<int>(ref set.Labels[row])));
                hash.AppendData(MemoryMarshal.AsBytes(new Span<float>(ref weight)));
                if (!set.Store.IsSpilled)
                    hash.AppendData(encoder.Export(set.Store, row));
            }
        });
    }

    /// <summary>Adds classes.</summary>
    public static void AddClasses(this SortedDictionary<string, string> run, LabelValues classes)
    {
        run["classes"] = Text(classes.Count);
        run["class values"] = HashOf(hash =>
        {
            foreach (object? value in (IEnumerable?)classes.Values ?? Array.Empty<object>())
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) + "\n"));
        });
    }

    private static void Add(SortedDictionary<string, string> run, string prefix, object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !Others.Contains(property.Name)))
        {
            object? value = property.GetValue(options);
            if (value is AcnEarlyStopping or AcnWarmStartOptions or AcnImageAugmentation)
                Add(run, $"{prefix}{property.Name}.", value);
            else
                run[prefix + property.Name] = Text(value);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        AcnContinual continual => continual.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Color color => Text(color.ToArgb()),
        bool flag => flag ? "true" : "false",
        _ => throw new NotSupportedException($"An option of type {value.GetType().Name} has no text to be compared by."),
    };

    private static string HashOf(AcnNetwork network) => HashOf(hash =>
    {
        foreach ((string _, Tensor weight) in network.Weights())
            TensorBytes.Read(weight, piece => hash.AppendData(piece));
    });

    private static string HashOf(Action<IncrementalHash> add)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        add(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
