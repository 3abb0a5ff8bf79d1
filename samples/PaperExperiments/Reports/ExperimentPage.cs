using System.Text;
using Measuring;
using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Experiments;
using SampleConsole;
using Spectre.Console;

namespace PaperExperiments.Reports;

/// <summary>Writes the files of an experiment: a page in Markdown, its plots, and all numbers as CSV. Needs the records of arms and nothing else.</summary>
internal sealed class ExperimentPage(Experiment experiment, ExperimentOptions options, string[] args)
{
    private const string Project = "samples/PaperExperiments";

    /// <summary>Sees to it that files can be written: before training.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    public void Prepare() => new ArmStore(options.OutFolder).Prepare();

    /// <summary>Writes what there is of the experiment.</summary>
    public void Write(Measured measured)
    {
        if (measured.Found.Count == 0)
        {
            AnsiConsole.WriteLine("There is no finished arm to write of.");
            return;
        }
        var page = new ReportPage(experiment.Name, options.IsResult);
        page.Append($"# {experiment.Name}: {experiment.Summary}\n");
        if (!options.IsResult)
            page.Paragraph("**These are no results.** A run this small shows that the programs work, and nothing about networks.");
        page.Paragraph(experiment.Method);
        page.Paragraph($"Mean over the seeds (lowest to highest). {Sizes(measured)}");
        foreach (string data in measured.Data)
        {
            page.Heading(MaterialName.TitleOf(data));
            experiment.Write(page, measured, data);
            page.WriteClaims();
        }
        WriteMissing(page, measured);
        string[] facts = Facts(measured);
        page.Append($"\n---\n\n{string.Concat(facts.Select(fact => $"- {fact}\n"))}- the numbers of this page, of each arm: [{experiment.Name}.csv]({experiment.Name}.csv)\n");

        Save($"{experiment.Name}.md", page.ToString());
        Save($"{experiment.Name}.csv", CsvFile.Of(measured, facts, experiment.TellsOf));
        string caption = $"seeds: {options.Seeds}; {experiment.Name}.md says how it was measured{(options.IsResult ? string.Empty : "; no result: a trial run")}";
        foreach (Chart chart in page.Charts)
            ChartDrawing.Write(chart, $"commit {string.Join(", ", Commits(measured))}; {caption}", PathOf(page.FileOf(chart)));
        if (page.Charts.Count > 0 && !ChartDrawing.HasFont)
            AnsiConsole.WriteLine("There is no font on this system: the plots have no letters.");
        AnsiConsole.WriteLine($"Written to {PathOf(experiment.Name)}.md, .csv and {page.Charts.Count} plots");
    }

    private static void WriteMissing(ReportPage page, Measured measured)
    {
        if (measured.Missing.Count == 0)
            return;
        page.Heading("Missing");
        page.Append("\nThese arms are not in the tables and plots above:\n\n");
        foreach ((ArmKey key, string? error) in measured.Missing)
            page.Append($"- {key.FileName}: {error ?? "not run"}\n");
    }

    /// <summary>What the settings of the arms have in common, as a sentence.</summary>
    private static string Sizes(Measured measured)
    {
        IEnumerable<string> parts = measured.Data.Select(data =>
        {
            ArmRecord[] records = [.. measured.Found.Where(arm => arm.Key.Data == data).Select(arm => arm.Record)];
            string Of(string setting) => string.Join(" / ", records.Select(record => record.Settings[setting]).Distinct());
            return $"{Of("data")}: {Of("training rows")} training, {Of("validation rows")} validation and {Of("test rows")} test rows (at most), {Of("layers")} layers x {Of("width")}, {Of("epochs")} epochs";
        });
        return string.Join("; ", parts.Distinct()) + ". Learning rates: of 0.001, 0.002 and 0.004 the best for the validation rows of seed 1 of the depth experiment, or 0.002 if it gains less than 0.2 points; tried for ACN and residual networks, the others take theirs. Pictures: patches of 7 x 7 pixels, read by one matrix, not augmented. All in 32 bits; what is not named here or above is the trainer's default.";
    }

    private string[] Facts(Measured measured)
    {
        RunFacts[] facts = [.. measured.Found.Select(arm => arm.Record.Facts)];
        double seconds = measured.Found.Sum(arm => arm.Record.Seconds);
        return
        [
            $"`dotnet run -c Release --project {Project} -- {experiment.Name} {string.Join(' ', ExperimentOptions.Printable(args))}".TrimEnd() + "`",
            $"{(options.Seeds == 1 ? "seed 1" : $"seeds 1 to {options.Seeds}")}; {measured.Found.Count} arms; {seconds / 60:F1} minutes of arms in all, {string.Join(" / ", facts.Select(fact => fact.Jobs).Distinct())} at once",
            $"commit {string.Join(", ", Commits(measured))}; code {string.Join(", ", facts.Select(fact => fact.Code).Distinct())}",
            .. facts.Select(fact => fact.Hardware).Distinct(),
            .. facts.Select(fact => fact.Software).Distinct(),
            $"{facts.Min(fact => fact.Began):yyyy-MM-dd} to {facts.Max(fact => fact.Began):yyyy-MM-dd}",
        ];
    }

    private static IEnumerable<string> Commits(Measured measured) => measured.Found.Select(arm => arm.Record.Facts.Commit).Distinct();

    private void Save(string file, string text) => AtomicFile.Write(PathOf(file), Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));

    private string PathOf(string file) => Path.Combine(options.OutFolder, file);
}
