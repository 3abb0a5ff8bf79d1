using System.Globalization;
using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn;

/// <summary>Why a model has the depth that it was cut to: what was measured, and what was chosen.</summary>
public sealed class AcnCompression
{
    internal AcnCompression(AcnDepthProfile profile, DepthRule rule)
    {
        Profile = profile;
        Depth = rule.Choose(profile);
        Reason = rule.Explain(profile, Depth);
    }

    private AcnCompression(AcnCompression cut, AcnDepthResult fineTuned)
    {
        (Profile, Depth, Reason, FineTuned) = (cut.Profile, cut.Depth, cut.Reason, fineTuned);
    }

    /// <summary>The validation figures of every depth before the cut; where Fit made the cut, before probabilities were calibrated too, and with the rows' weights.</summary>
    public AcnDepthProfile Profile { get; }

    /// <summary>The layers that were kept.</summary>
    public int Depth { get; }

    /// <summary>The rule and the figures that decided, in a sentence or two.</summary>
    public string Reason { get; }

    /// <summary>The validation figures after fine-tuning; <see langword="null"/> if there was none, or it was cancelled before its first step and the cut kept. Those of the cut itself, if no epoch was better.</summary>
    public AcnDepthResult? FineTuned { get; }

    internal AcnCompression With(AcnDepthResult fineTuned) => new(this, fineTuned);

    /// <summary>The reason, the table of depths with the kept one marked, and the figures after fine-tuning, in the invariant culture.</summary>
    /// <returns>Lines separated by line feeds.</returns>
    public override string ToString()
    {
        string text = $"{Reason}\n{DepthText.Table(Profile, Depth)}";
        if (FineTuned is { } tuned)
            text += string.Create(CultureInfo.InvariantCulture, $"\nAfter fine-tuning: accuracy {tuned.Accuracy * 100:F2} %, macro {tuned.MacroAccuracy * 100:F2} %, log-loss {tuned.LogLoss:F4}.");
        return text;
    }
}
