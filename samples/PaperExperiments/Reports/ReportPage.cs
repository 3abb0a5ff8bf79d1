using System.Text;
using Measuring;

namespace PaperExperiments.Reports;

/// <summary>The page of an experiment: what was done, tables, plots, and what the paper says beside what was measured.</summary>
/// <param name="name">The experiment.</param>
/// <param name="isResult">Whether verdicts mean anything: not those of trial runs.</param>
internal sealed class ReportPage(string name, bool isResult)
{
    private readonly StringBuilder _text = new();
    private readonly List<Chart> _charts = [];
    private readonly List<string[]> _claims = [];
    private readonly List<string[]> _goals = [];

    public IReadOnlyList<Chart> Charts => _charts;

    public void Append(string text) => _text.Append(text);

    public void Paragraph(string text) => Append($"\n{text}\n");

    public void Heading(string text) => Append($"\n## {text}\n");

    /// <inheritdoc cref="MarkdownTable.Of"/>
    public void Table(string[] header, IEnumerable<string[]> rows) => Append($"\n{MarkdownTable.Of(header, rows)}");

    public void Chart(Chart chart)
    {
        _charts.Add(chart);
        Append($"\n![{chart.Title}]({FileOf(chart)})\n");
    }

    /// <summary>The file name of a chart.</summary>
    public string FileOf(Chart chart) => $"{name}-{chart.Name}.png";

    /// <summary>Something that the paper says, and what was measured of it.</summary>
    /// <param name="claim">What the paper says.</param>
    /// <param name="measured">The figures.</param>
    /// <param name="isHeld">Whether they agree.</param>
    public void Claim(string claim, string measured, bool isHeld) => _claims.Add([claim, measured, !isResult ? "none: a trial run" : isHeld ? "holds here" : "**does not hold here**"]);

    /// <summary>Something that this project wants to reach, and what was measured of it.</summary>
    /// <param name="goal">What is wanted.</param>
    /// <param name="measured">The figures.</param>
    /// <param name="isReached">Whether it is so.</param>
    public void Goal(string goal, string measured, bool isReached) => _goals.Add([goal, measured, !isResult ? "none: a trial run" : isReached ? "reached" : "**missed**"]);

    /// <summary>Writes the claims and goals told so far as tables.</summary>
    public void WriteClaims()
    {
        if (_goals.Count > 0)
            Table(["our goal", "we measured", "verdict"], _goals);
        _goals.Clear();
        if (_claims.Count == 0)
            return;
        Table(["the paper says", "we measured", "verdict"], _claims);
        if (isResult)
            Paragraph("A verdict compares means over the seeds and nothing else: look at the spread before believing a small difference.");
        _claims.Clear();
    }

    public override string ToString() => _text.ToString();
}
