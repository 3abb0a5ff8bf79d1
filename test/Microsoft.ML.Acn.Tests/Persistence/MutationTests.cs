using Microsoft.ML.Acn.Reliability.Mutation;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Files changed at random by somebody who also puts the checksums right, so that all other checks are reached.</summary>
public class MutationTests
{
    private const int Cases = 1_200;

    [Fact]
    public void Whatever_is_changed_the_model_loads_or_is_refused_by_a_FormatException()
    {
        MemoryParts intact = ModelSerializerTests.Saved(layers: 1);
        var random = new Random(20_261_123);
        int loaded = 0;
        for (int i = 0; i < Cases; i++)
        {
            MemoryParts parts = intact.Copy();
            if (random.Next(2) == 0)
                parts.Config = ByteMutator.Mutate(parts.Config, random);
            else
                parts.Weights = ByteMutator.Mutate(parts.Weights, random);
            bool isSealed = random.Next(4) > 0;
            if (isSealed)
                parts.SealAll();

            AcnModel? model = null;
            Exception? error = Record.Exception(() => model = parts.Load());
            Assert.True(error is null or FormatException, $"case {i}: {error}");
            if (model is null)
                continue;
            // Loaded: then it is a whole model, which predicts and can be saved and loaded again.
            loaded++;
            Assert.True(isSealed || IsSame(parts, intact), $"case {i} was loaded in spite of its checksum");
            MadeUpModel.Predict(model);
            if (loaded % 8 == 0)
            {
                AcnModel again = MemoryParts.Of(model).Load();
                MadeUpModel.AssertSame(model, again);
                again.Network.Dispose();
            }
            model.Network.Dispose();
        }
        // Changed numbers and words are as good as the old ones; were none loaded, the test would not look behind the checksums.
        Assert.InRange(loaded, Cases / 20, Cases * 3 / 4);
    }

    private static bool IsSame(MemoryParts parts, MemoryParts others)
        => parts.Config.AsSpan().SequenceEqual(others.Config) && parts.Weights.AsSpan().SequenceEqual(others.Weights);
}
