using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>The same seed, machine and thread count give the same bytes of the saved model.</summary>
public sealed class DeterminismTests
{
    private static readonly Dictionary<string, Func<AcnOptions>> _options = new()
    {
        ["texts"] = () => SeedOptions.Text(options => options.Epochs = 3),
        ["pictures, mixer"] = () => SeedOptions.Image(AcnImageArchitecture.MlpMixer, AcnImageStem.Convolutional),
        ["pictures, transformer"] = () => SeedOptions.Image(AcnImageArchitecture.VisionTransformer, AcnImageStem.Linear),
        ["vectors"] = () => SeedOptions.Vector(),
        // Large enough that torch divides the work; on one thread the sums are others.
        ["texts, two threads"] = () => SeedOptions.Text(options => (options.Width, options.BatchSize, options.Threads) = (256, 60, 2)),
    };

    public static TheoryData<string> Names { get; } = [.. _options.Keys];

    /// <summary>What a process of its own trains, too.</summary>
    public static AcnOptions OptionsOf(string name) => _options[name]();

    [Theory]
    [MemberData(nameof(Names))]
    public void Twice_in_one_process_the_saved_model_has_the_same_bytes_and_with_another_seed_others(string name)
    {
        AcnOptions options = OptionsOf(name), otherSeed = OptionsOf(name);
        otherSeed.Seed = 2;
        byte[] first = SeedTraining.Model(options);

        Assert.Equal(first, SeedTraining.Model(options));
        Assert.NotEqual(first, SeedTraining.Model(otherSeed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_another_process_the_saved_model_has_the_same_bytes(string name)
    {
        using var folder = new TemporaryFolder();

        FreshProcess.Fit(name, folder.File("model"));

        Assert.Equal(SeedTraining.Model(OptionsOf(name)), File.ReadAllBytes(folder.File("model")));
    }
}
