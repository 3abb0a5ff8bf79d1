using System.Runtime.InteropServices;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>A model to and from its parts. What they look like is described in docs/model-file.md.</summary>
internal static class ModelSerializer
{
    public const string ConfigPart = "config.json";
    public const string WeightsPart = "weights.safetensors";

    /// <summary>Writes a model.</summary>
    /// <exception cref="InvalidOperationException">A weight is a NaN or an infinity.</exception>
    public static void Write(AcnModel model, IPartWriter parts)
    {
        byte[] hash = [];
        parts.Write(WeightsPart, stream => hash = SafeTensorsWriter.Write(stream, [.. model.Network.Weights()], IsCompact(model.Network.Config)));
        ModelConfig config = ConfigOf(model, Convert.ToHexStringLower(hash)) with { Continual = ContinualPart.Write(model, parts) };
        parts.Write(ConfigPart, stream => ConfigJson.Write(stream, config));
    }

    /// <summary>Bytes that <see cref="Write"/> makes of a model, whose network may be on the <c>meta</c> device: no weight is looked at.</summary>
    /// <param name="model">The model.</param>
    /// <param name="nonZeros">How many numbers of each tensor are not zero, as <see cref="CountNonZeros"/> tells.</param>
    public static long LengthOf(AcnModel model, IReadOnlyDictionary<string, long> nonZeros)
    {
        TensorSpec[] stored = [.. TensorSpec.Of(model.Network.Weights()).SelectMany(spec => nonZeros.TryGetValue(spec.Name, out long count) ? CompactTensors.Stored(spec, count) : [spec])];
        return SafeTensorsWriter.LengthOf(stored) + ContinualPart.LengthOf(model) + ConfigJson.Serialize(ConfigOf(model, ConfigSeal.Blank)).Length;
    }

    /// <summary>How many numbers of each tensor are not zero, of a network whose file depends on that; else nothing.</summary>
    public static IReadOnlyDictionary<string, long> CountNonZeros(AcnNetwork network) => IsCompact(network.Config)
        ? network.Weights().ToDictionary(weight => weight.Name, weight => Bitmap.CountNonZeros(weight.Tensor))
        : new Dictionary<string, long>();

    /// <summary>Reads a model. The caller owns its network.</summary>
    /// <param name="parts">The model's parts.</param>
    /// <param name="device">Where the weights shall live.</param>
    /// <param name="kind">What it must be.</param>
    /// <exception cref="FormatException">A part is damaged, from a newer version, or not of this model; the message names it.</exception>
    public static AcnModel Read(IPartReader parts, Device device, ModelKind kind = ModelKind.Classifier)
    {
        ModelConfig? read = null;
        ReadPart(parts, ConfigPart, stream => read = ConfigJson.Read(stream));
        ModelConfig config = read ?? throw Damaged(ConfigPart, "it is missing", null);

        if (KindOf(config) is var found && found != kind)
            throw Damaged(ConfigPart, $"it is a {Text(found)}, and no {Text(kind)}{(found == ModelKind.Classifier ? ": columns.features is missing" : string.Empty)}", null);

        InputEncoder encoder = config.Encoder.Build();
        AcnNetwork? network = null;
        ContinualState? state = null;
        try
        {
            ReadPart(parts, WeightsPart, stream => network = ReadNetwork(stream, config, device));
            if (network is not null && config.Continual is { } continual)
            {
                string part = ContinualPart.NameOf(continual.Kind);
                ReadPart(parts, part, stream => state = ContinualPart.Read(stream, continual, network, encoder));
                if (state is null)
                    throw Damaged(part, "it is missing", null);
            }
        }
        catch
        {
            network?.Dispose();
            throw;
        }
        return new AcnModel(encoder, network ?? throw Damaged(WeightsPart, "it is missing", null), config.Labels, config.Columns, config.EarlyExit)
        {
            Pretraining = config.Pretraining,
            Continual = state,
        };
    }

    private static ModelKind KindOf(ModelConfig config)
        => config.Pretraining is not null ? ModelKind.Pretrained : config.Columns.Features is not null ? ModelKind.Features : ModelKind.Classifier;

    private static string Text(ModelKind kind) => kind switch
    {
        ModelKind.Pretrained => "pre-trained network",
        ModelKind.Features => "source of features",
        _ => "classifier",
    };

    private static ModelConfig ConfigOf(AcnModel model, string weightsSha256) => new()
    {
        Format = ModelConfig.FormatName,
        Version = SchemaVersion.Lowest(model).ToString(),
        Sha256 = ConfigSeal.Blank,
        CreatedBy = $"Microsoft.ML.Acn {typeof(ModelSerializer).Assembly.GetName().Version?.ToString(3)}",
        WeightsSha256 = weightsSha256,
        Network = model.Network.Config,
        EarlyExit = model.EarlyExit,
        Pretraining = model.Pretraining,
        Continual = ContinualPart.Announce(model.Continual, ConfigSeal.Blank),
        Columns = model.Columns,
        Labels = model.Labels,
        Encoder = EncoderConfig.Of(model.Encoder),
    };

    /// <summary>Whether weights are written without their zeros.</summary>
    internal static bool IsCompact(NetworkConfig config) => config.PrunedWeights != PrunedWeights.None;

    private static AcnNetwork ReadNetwork(Stream stream, ModelConfig config, Device device)
    {
        using SafeTensorsReader reader = SafeTensorsReader.Open(stream, ExpectedTensors(config.Network), IsCompact(config.Network));
        AcnNetwork network = Allocate(config.Network, device);
        try
        {
            byte[] hash = reader.Fill(network.Weights());
            if (Convert.ToHexStringLower(hash) != config.WeightsSha256)
                throw new FormatException($"its SHA-256 is not the one in {ConfigPart}: it is damaged, or belongs to another model");
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What the weights of such a network must be, without allocating them.</summary>
    internal static TensorSpec[] ExpectedTensors(NetworkConfig config)
    {
        using IDisposable scope = NewDisposeScope();
        using var shapes = new AcnNetwork(config, META);
        return TensorSpec.Of(shapes.Weights());
    }

    private static AcnNetwork Allocate(NetworkConfig config, Device device)
    {
        try
        {
            return new AcnNetwork(config, device);
        }
        catch (Exception e) when (e is ExternalException or OutOfMemoryException)
        {
            throw new FormatException($"there is no memory for its weights: {e.Message}", e);
        }
    }

    private static void ReadPart(IPartReader parts, string name, Action<Stream> read)
    {
        try
        {
            parts.Read(name, read);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or EndOfStreamException)
        {
            throw Damaged(name, e.Message, e);
        }
    }

    private static FormatException Damaged(string part, string what, Exception? inner)
    {
        string text = what.TrimEnd('.'), shown = FileText.Shown(text);
        // An exception whose message cannot be shown is no good in a log either.
        return new FormatException($"The part '{part}' of the ACN model cannot be read: {shown}.", shown == text ? inner : null);
    }
}
