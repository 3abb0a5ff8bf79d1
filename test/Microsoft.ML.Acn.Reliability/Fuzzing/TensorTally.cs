using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Reliability.Mutation;
using Microsoft.ML.Acn.Reliability.Seeds;

namespace Microsoft.ML.Acn.Reliability.Fuzzing;

/// <summary>
/// The native memory that a load takes for tensors. The allocator has no count of it, so it is told from the shapes: all weights are allocated once the header is
/// what the configuration asks for, even if the load fails behind that; and with them the importances that are kept for later training.
/// </summary>
internal static class TensorTally
{
    /// <summary>Bytes that loading a case allocates for tensors, at most.</summary>
    public static long BytesOf(FuzzCase fuzz)
    {
        MemoryParts? parts = fuzz.Zip is { } zip ? ZipMutator.PartsOf(fuzz.Origin, zip) : fuzz.Parts;
        if (parts?.Has(ModelSerializer.ConfigPart) != true || !parts.Has(ModelSerializer.WeightsPart))
            return 0;
        try
        {
            using var config = new MemoryStream(parts.Config);
            using var weights = new MemoryStream(parts.Weights);
            NetworkConfig network = ConfigJson.Read(config).Network;
            TensorSpec[] expected = ModelSerializer.ExpectedTensors(network);
            using SafeTensorsReader reader = SafeTensorsReader.Open(weights, expected, ModelSerializer.IsCompact(network));
            return expected.Sum(spec => spec.Bytes) + (parts.Has(ContinualPart.Importances) ? parts[ContinualPart.Importances].Length : 0);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or EndOfStreamException)
        {
            return 0; // refused before anything is allocated
        }
    }
}
