using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The part of a model with what it keeps for later training: importances as a safetensors file, or rows.</summary>
internal static class ContinualPart
{
    public const string Importances = "continual.safetensors";
    public const string Rows = "replay.bin";

    public static string NameOf(ContinualKind kind) => kind == ContinualKind.Replay ? Rows : Importances;

    /// <summary>Writes the part, if there is one to be written.</summary>
    /// <returns>What the configuration says of it.</returns>
    public static ContinualConfig? Write(AcnModel model, IPartWriter parts)
    {
        if (model.Continual is not { } state)
            return null;
        byte[] hash = [];
        parts.Write(NameOf(state.Kind), stream => hash = state switch
        {
            KeptRows rows => KeptRowsFile.Write(stream, rows),
            WeightImportances importances => WriteImportances(stream, importances, model.Network),
            _ => throw new NotSupportedException($"There is no file format for {state.GetType().Name}."),
        });
        return Announce(state, Convert.ToHexStringLower(hash));
    }

    /// <summary>What the configuration says of a state.</summary>
    public static ContinualConfig? Announce(ContinualState? state, string sha256)
        => state is null ? null : new ContinualConfig { Kind = state.Kind, Fits = state.Fits, Sha256 = sha256 };

    /// <summary>Bytes of the part. The network may be on the <c>meta</c> device.</summary>
    public static long LengthOf(AcnModel model) => model.Continual switch
    {
        null => 0,
        KeptRows rows => KeptRowsFile.LengthOf(rows),
        _ => SafeTensorsWriter.LengthOf(Specs(model.Network)),
    };

    /// <summary>Reads the part.</summary>
    /// <exception cref="FormatException">It is damaged, or of another model.</exception>
    public static ContinualState Read(Stream stream, ContinualConfig config, AcnNetwork network, InputEncoder encoder)
    {
        (ContinualState state, byte[] hash) = config.Kind == ContinualKind.Replay
            ? KeptRowsFile.Read(stream, network.Config.Classes, encoder, config.Fits)
            : ReadImportances(stream, config, network);
        return Convert.ToHexStringLower(hash) == config.Sha256
            ? state
            : throw new FormatException($"its SHA-256 is not the one in {ModelSerializer.ConfigPart}: it is damaged, or belongs to another model");
    }

    /// <summary>The shapes of importances: those of the weights, but of the table one number for each row.</summary>
    private static TensorSpec[] Specs(AcnNetwork network)
        => [.. TensorSpec.Of(network.Weights()).Select(spec => spec.Name == network.TableName ? spec with { Shape = spec.Shape[..1] } : spec)];

    private static byte[] WriteImportances(Stream stream, WeightImportances importances, AcnNetwork network)
    {
        using var scope = NewDisposeScope();
        return SafeTensorsWriter.Write(stream, [.. Specs(network).Select(spec => (spec.Name, tensor(importances.Values[spec.Name], spec.Shape)))]);
    }

    private static (ContinualState State, byte[] Hash) ReadImportances(Stream stream, ContinualConfig config, AcnNetwork network)
    {
        using var scope = NewDisposeScope();
        TensorSpec[] specs = Specs(network);
        using SafeTensorsReader reader = SafeTensorsReader.Open(stream, specs);
        (string Name, Tensor Tensor)[] tensors = Array.ConvertAll(specs, spec => (spec.Name, empty(spec.Shape, dtype: ScalarType.Float32)));
        byte[] hash = reader.Fill(tensors);
        var values = tensors.ToDictionary(one => one.Name, one => TensorMath.ToArray(one.Tensor));
        if (values.FirstOrDefault(one => one.Value.Any(value => value < 0)).Key is { } negative)
            throw new FormatException($"tensor '{negative}' holds a negative number, which is no importance");
        return (new WeightImportances(config.Kind, values) { Fits = config.Fits }, hash);
    }
}
