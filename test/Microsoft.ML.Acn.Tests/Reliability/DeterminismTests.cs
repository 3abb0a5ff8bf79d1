using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>The same seed, machine and thread count give the same bytes of the saved model.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void Twice_in_one_process_the_saved_model_has_the_same_bytes_and_with_another_seed_others()
    {
        byte[] first = SeedTraining.TextModel(seed: 1);

        Assert.Equal(first, SeedTraining.TextModel(seed: 1));
        Assert.NotEqual(first, SeedTraining.TextModel(seed: 2));
    }

    [Fact]
    public void In_another_process_the_saved_model_has_the_same_bytes()
    {
        using var folder = new TemporaryFolder();

        FreshProcess.Fit(seed: 1, folder.File("model"));

        Assert.Equal(SeedTraining.TextModel(seed: 1), File.ReadAllBytes(folder.File("model")));
    }
}
