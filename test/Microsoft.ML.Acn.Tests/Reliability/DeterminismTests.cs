using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>The same seed, machine and thread count give the same bytes of the saved model.</summary>
public sealed class DeterminismTests
{
    private static readonly Dictionary<string, Func<AcnOptions>> _others = new()
    {
        ["pictures, mixer"] = () => SeedOptions.Image(AcnImageArchitecture.MlpMixer, AcnImageStem.Convolutional),
        ["pictures, transformer"] = () => SeedOptions.Image(AcnImageArchitecture.VisionTransformer, AcnImageStem.Linear),
        ["vectors"] = () => SeedOptions.Vector(),
        // Large enough that torch divides the work; on one thread the sums are others.
        ["texts, two threads"] = () => SeedOptions.Text(options => (options.Width, options.BatchSize, options.Threads) = (256, 60, 2)),
    };

    public static TheoryData<string> Others { get; } = [.. _others.Keys];

    [Theory]
    [MemberData(nameof(Others))]
    public void So_it_is_for_other_inputs_and_for_two_threads(string name)
    {
        AcnOptions options = _others[name](), otherSeed = _others[name]();
        otherSeed.Seed = 2;
        byte[] first = SeedTraining.Model(options);

        Assert.Equal(first, SeedTraining.Model(options));
        Assert.NotEqual(first, SeedTraining.Model(otherSeed));
    }

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
