using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Samples.Arms;
using Microsoft.ML.Acn.Tests.Support;
using PaperExperiments.Experiments;
using PaperExperiments.Reports;
using SampleConsole;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>Tables of numbers: they are complete, and an experiment can go on from one.</summary>
public sealed class CsvTests : IDisposable
{
    private static readonly string[] _header =
    [
        "`dotnet run -- noise`", "seeds 1 to 2; 2 arms; 3.0 minutes of arms in all, 2 at once", "commit abc; code def",
        "A processor, 2 logical cores, 25 GB, 1 threads of torch", "A system, .NET 10", "2026-01-02 to 2026-01-03",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_has_a_line_for_each_number()
    {
        var outcome = new ArmOutcome { Figures = { ["test accuracy, cut"] = 0.5, ["hidden"] = 1 }, Series = { ["by depth"] = [0.25, 1] }, Grids = { ["by epoch"] = [[0, 0.125]] } };

        string[] lines = CsvFile.Of(MeasuredOf(outcome), ["command", "seed"], measure => measure != "hidden").Split('\n');

        // The first digits of the SHA-256 of no text.
        const string settings = "e3b0c44298fc";
        Assert.Equal(
        [
            "# command",
            "# seed",
            "data,network,variant,seed,measure,row,column,value,arm_seconds,commit,settings",
            $"mixer,ACN,,3,\"test accuracy, cut\",,,0.5,1.5,commit,{settings}",
            $"mixer,ACN,,3,by depth,0,,0.25,1.5,commit,{settings}",
            $"mixer,ACN,,3,by depth,1,,1,1.5,commit,{settings}",
            $"mixer,ACN,,3,by epoch,0,0,0,1.5,commit,{settings}",
            $"mixer,ACN,,3,by epoch,0,1,0.125,1.5,commit,{settings}",
            "",
        ], lines);
    }

    [Fact]
    public void What_a_table_has_is_read_as_it_was_measured()
    {
        var outcome = new ArmOutcome
        {
            Figures = { ["test accuracy, cut"] = 1.0 / 3, ["a \"quoted\" name"] = double.NaN },
            Series = { ["by depth"] = [.. Enumerable.Range(0, 12).Select(depth => depth / 7.0)] },
            Grids = { ["by epoch"] = [[0, 0.125], [1e-300, double.PositiveInfinity]] },
        };
        string path = Write(CsvFile.Of(MeasuredOf(outcome), _header, _ => true));

        ArmRecord record = Assert.Single(CsvArms.Read(path, [ArmOf("ACN"), ArmOf("residual")]));

        Assert.Equal(outcome.Figures, record.Outcome!.Figures);
        Assert.Equal(outcome.Series["by depth"], record.Outcome.Series["by depth"]);
        Assert.Equal(outcome.Grids["by epoch"], record.Outcome.Grids["by epoch"]);
        Assert.Equal(("mixer-acn-seed3", 1.5), (record.Name, record.Seconds));
        Assert.Equal(new RunFacts("def", "commit", _header[3], _header[4], 2, new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc)), record.Facts);
    }

    [Fact]
    public void An_arm_of_other_settings_is_not_taken()
    {
        string path = Write(CsvFile.Of(MeasuredOf(new ArmOutcome { Figures = { ["accuracy"] = 1 } }), _header, _ => true));

        Assert.Empty(CsvArms.Read(path, [ArmOf("ACN", ("epochs", "2"))]));
    }

    [Fact]
    public void A_table_without_settings_is_taken_at_its_word()
    {
        string[] lines = CsvFile.Of(MeasuredOf(new ArmOutcome { Figures = { ["accuracy"] = 1 } }), _header, _ => true).Split('\n');
        string path = Write(string.Join('\n', lines.Select(line => line.StartsWith('#') || line.Length == 0 ? line : line[..line.LastIndexOf(',')])));

        Assert.Single(CsvArms.Read(path, [ArmOf("ACN", ("epochs", "2"))]));
    }

    [Theory]
    [InlineData("data,network\nmixer,ACN", "no column variant")]
    [InlineData("data,network,variant,seed,measure,row,column,value,arm_seconds,commit\nmixer,ACN", "2 of 10 fields")]
    [InlineData("data,network,variant,seed,measure,row,column,value,arm_seconds,commit\nmixer,ACN,,x,accuracy,,,1,1,abc", "'x'")]
    [InlineData("data,network,variant,seed,measure,row,column,value,arm_seconds,commit\nmixer,ACN,,3,accuracy,,,1,1,abc", "how it was made")]
    public void What_is_no_such_table_is_named(string table, string reason)
    {
        string path = Write(table);

        UsageException error = Assert.Throws<UsageException>(() => CsvArms.Read(path, [ArmOf("ACN")]));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_table_is_named()
    {
        string path = Path.Combine(_folder.Path, "none.csv");

        Assert.Contains(path, Assert.Throws<UsageException>(() => CsvArms.Read(path, [])).Message, StringComparison.Ordinal);
    }

    private static ArmKey KeyOf(string network) => new("mixer", network, string.Empty, 3);

    private static ExperimentArm ArmOf(string network, params (string Name, string Value)[] settings)
        => new(KeyOf(network), new Arm(KeyOf(network).FileName, settings.ToDictionary(setting => setting.Name, setting => setting.Value), _ => new ArmOutcome()));

    private static Measured MeasuredOf(ArmOutcome outcome)
        => new([(KeyOf("ACN"), new ArmRecord { Name = "any", Settings = new Dictionary<string, string>(), Facts = RecordingArms.Facts, Seconds = 1.5, Outcome = outcome })], []);

    private string Write(string table)
    {
        string path = Path.Combine(_folder.Path, "noise.csv");
        File.WriteAllText(path, table);
        return path;
    }
}
