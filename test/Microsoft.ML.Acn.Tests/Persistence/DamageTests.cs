using System.Buffers.Binary;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Files that lost or changed bytes: all are refused, and with one type of exception.</summary>
public class DamageTests
{
    private static readonly MemoryParts Intact = ModelSerializerTests.Saved(layers: 1);
    private static readonly TensorSpec[] Expected = ExpectedTensors();

    [Fact]
    public void Weights_cut_anywhere_are_refused()
    {
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(Intact.Weights);
        int[] places = [.. Enumerable.Range(0, header + 9), .. Enumerable.Range(0, 40).Select(i => header + ((Intact.Weights.Length - header) * i / 40)), Intact.Weights.Length - 1];

        foreach (int length in places)
        {
            MemoryParts parts = Intact.Copy();
            parts.Weights = parts.Weights[..length];
            AssertWeightsRefused(parts, $"cut to {length} bytes");
        }
    }

    [Fact]
    public void Every_flipped_bit_of_the_weights_header_is_noticed()
    {
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(Intact.Weights);
        for (int bit = 0; bit < 8 * header; bit++)
            AssertWeightsRefused(Flip(weightBit: bit), $"bit {bit}");
    }

    [Fact]
    public void Flipped_bits_of_the_numbers_are_noticed()
    {
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(Intact.Weights);
        for (int bit = 8 * header; bit < 8 * Intact.Weights.Length; bit += 211)
            AssertRefused(Flip(weightBit: bit), "'weights.safetensors'", $"bit {bit}");
    }

    [Fact]
    public void A_configuration_cut_anywhere_is_refused()
    {
        for (int length = 0; length < Intact.Config.Length; length++)
        {
            MemoryParts parts = Intact.Copy();
            parts.Config = parts.Config[..length];
            AssertRefused(parts, "'config.json'", $"cut to {length} bytes");
        }
    }

    [Fact]
    public void Every_flipped_bit_of_the_configuration_is_noticed()
    {
        for (int bit = 0; bit < 8 * Intact.Config.Length; bit++)
        {
            MemoryParts parts = Intact.Copy();
            parts.Config[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(parts, "'config.json'", $"bit {bit}");
        }
    }

    [Fact]
    public void Trailing_bytes_are_refused()
    {
        MemoryParts parts = Intact.Copy();
        parts.Weights = [.. parts.Weights, 0];
        AssertRefused(parts, "'weights.safetensors'", "trailing");

        parts = Intact.Copy();
        parts.Config = [.. parts.Config, (byte)'{'];
        AssertRefused(parts, "'config.json'", "trailing");
    }

    private static MemoryParts Flip(int weightBit)
    {
        MemoryParts parts = Intact.Copy();
        parts.Weights[weightBit / 8] ^= (byte)(1 << (weightBit % 8));
        return parts;
    }

    private static TensorSpec[] ExpectedTensors()
    {
        AcnModel model = Intact.Load();
        TensorSpec[] tensors = TensorSpec.Of(model.Network.Weights());
        model.Network.Dispose();
        return tensors;
    }

    // Most damage shows before a network is made, which is all that takes time here; the rest goes the whole way.
    private static void AssertWeightsRefused(MemoryParts parts, string damage)
    {
        Exception? early = Record.Exception(() => SafeTensorsReader.Open(new MemoryStream(parts.Weights), Expected).Dispose());
        if (early is null)
            AssertRefused(parts, "'weights.safetensors'", damage);
        else
            Assert.True(early is FormatException, $"{damage}: {early}");
    }

    private static void AssertRefused(MemoryParts parts, string part, string damage)
    {
        Exception? error = Record.Exception(parts.Load);
        Assert.True(error is FormatException && error.Message.Contains(part, StringComparison.Ordinal), $"{damage}: {error?.ToString() ?? "loaded"}");
    }
}
