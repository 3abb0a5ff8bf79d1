using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Table 2: how much accuracy is lost when test rows are disturbed in ways that training rows were not?</summary>
internal sealed class NoiseExperiment : Experiment
{
    /// <summary>What the paper prints, of pictures only: ACN and residual.</summary>
    private static readonly Dictionary<string, string> _paper = new()
    {
        ["Gaussian, sigma 0.1"] = "69.50 against 67.68",
        ["Gaussian, sigma 0.2"] = "64.54 against 62.80",
        ["Gaussian, sigma 0.4"] = "51.89 against 45.46",
        ["salt and pepper, p 0.01"] = "59.80 against 56.80",
        ["salt and pepper, p 0.05"] = "36.35 against 27.48",
        ["salt and pepper, p 0.1"] = "19.98 against 10.34",
    };

    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "noise";

    public override string Summary => "accuracy on disturbed test rows of ACN and residual networks (table 2)";

    public override string Method =>
        "The networks of the depth experiment, trained on rows as they are, are measured on 5,000 test rows with noise. Pictures, at pixels of 0 to 1: normally distributed noise, cut at 0 and 1, or pixels turned black or white. "
        + "Texts: words dropped, exchanged with the next one, or misspelt by one letter. The noise of a row is the same for all networks. The paper disturbs pictures of ImageNet for a transformer of 12 layers; it has no texts.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) => Shared(context, _ => _kinds);

    public override bool TellsOf(string measure) => measure.StartsWith(NoiseMeasure.Prefix, StringComparison.Ordinal) || measure == "training, s";

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] kinds = measured.ByNetwork(data);
        string[] found = [.. kinds.SelectMany(runs => runs.FigureNames).Where(name => name.StartsWith(NoiseMeasure.Prefix, StringComparison.Ordinal)).Distinct()];
        string[] ordered = [.. found.OrderByDescending(name => name == NoiseMeasure.Undisturbed).ThenBy(name => name, StringComparer.Ordinal)];
        page.Table(
            ["test accuracy", .. kinds.Select(runs => runs.Network)],
            [.. ordered.Select(name => (string[])[name[NoiseMeasure.Prefix.Length..], .. kinds.Select(runs => runs.Mean(name, "P2"))]), ["training, s", .. kinds.Select(runs => runs.Mean("training, s", "F0"))]]);
        page.Chart(new BarChart($"{data}-noise", $"{MaterialName.TitleOf(data)}: accuracy on disturbed test rows", "accuracy, %", [.. ordered.Select(name => name[NoiseMeasure.Prefix.Length..])], [.. kinds.Select(runs => new BarSeries(runs.Network, [.. ordered.Select(name => 100 * runs.Average(name))]))]));
        foreach ((string name, string figures) in _paper.Where(_ => MaterialName.IsOfPictures(data)))
            page.ClaimAtLeast($"Under noise ACN is more accurate than a residual network: {name} ({figures} %)", kinds, "ACN", NoiseMeasure.Prefix + name, ["residual"]);
    }
}
