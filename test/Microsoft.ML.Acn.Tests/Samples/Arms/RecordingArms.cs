using Measuring.Arms;

namespace Microsoft.ML.Acn.Tests.Samples.Arms;

/// <summary>What tests of arms have in common.</summary>
internal sealed class RecordingArms : IArmListener
{
    public static RunFacts Facts { get; } = new("now", "commit", "hardware", "software", 1, DateTime.UnixEpoch);

    public List<string> Sentences { get; } = [];

    public List<(double Fraction, string Text)> Moments { get; } = [];

    public void Say(string text) => Sentences.Add(text);

    public void Live(double fraction, string text) => Moments.Add((fraction, text));
}
