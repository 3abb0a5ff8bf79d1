using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn.Tests.Compression;

public class DepthProfileTests
{
    private static readonly AcnDepthResult[] _depths =
    [
        new() { Depth = 0, Accuracy = 0.5, MacroAccuracy = 0.25, LogLoss = 1.25, Parameters = 1_234, FileBytes = 5_678, RowsPerSecond = 1_234.56 },
        new() { Depth = 1, Accuracy = 1, MacroAccuracy = 0.98765, LogLoss = 0.1 + 0.2, Parameters = 12_345_678, FileBytes = 12_345_678_901, RowsPerSecond = 9.5 },
    ];

    private static readonly AcnDepthProfile _profile = new(_depths, 10);
    private static readonly AcnDepthProfile _withoutSpeed = new([new() { Depth = 0, Accuracy = 0.5, LogLoss = double.PositiveInfinity }], 10);

    public static TheoryData<string> Cultures => ["", "de-DE", "ar-SA"];

    [Theory]
    [MemberData(nameof(Cultures))]
    public void The_profile_reads_as_a_table_in_every_culture(string culture) => In(culture, () =>
    {
        Assert.Equal(
            """
            depth  accuracy     macro  log-loss   parameters     file bytes      rows/s
                0   50.00 %   25.00 %    1.2500        1,234          5,678       1,235
                1  100.00 %   98.77 %    0.3000   12,345,678  12,345,678,901          10
            """.ReplaceLineEndings("\n"),
            _profile.ToString());
        Assert.DoesNotContain("rows/s", _withoutSpeed.ToString(), StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Cultures))]
    public void The_kept_depth_is_marked_under_the_reason(string culture) => In(culture, () => Assert.Equal(
        """
        Kept 0 of 1 layers: the smallest depth within tolerance. Validation log-loss 1.2500, full depth 0.3000, tolerance 2.
        depth  accuracy     macro  log-loss   parameters     file bytes      rows/s
            0   50.00 %   25.00 %    1.2500        1,234          5,678       1,235  <- kept
            1  100.00 %   98.77 %    0.3000   12,345,678  12,345,678,901          10
        After fine-tuning: accuracy 100.00 %, macro 98.77 %, log-loss 0.3000.
        """.ReplaceLineEndings("\n"),
        new AcnCompression(_profile, new DepthRule(null, 2)).With(_depths[1]).ToString()));

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Comma_separated_values_parse_back_to_the_same_numbers(string culture) => In(culture, () =>
    {
        string csv = _profile.ToCsv();

        string[] lines = csv.Split('\n');
        Assert.Equal("depth,accuracy,macroAccuracy,logLoss,parameters,fileBytes,rowsPerSecond", lines[0]);
        Assert.Equal(string.Empty, lines[^1]);
        Assert.Equal(
            _depths.Select(depth => new[] { depth.Depth, depth.Accuracy, depth.MacroAccuracy, depth.LogLoss, depth.Parameters, depth.FileBytes, depth.RowsPerSecond!.Value }),
            lines[1..^1].Select(line => line.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()));
        Assert.Equal("0,0.5,0,Infinity,0,0,", _withoutSpeed.ToCsv().Split('\n')[1]);
    });

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Json_parses_back_to_the_same_numbers(string culture) => In(culture, () =>
    {
        using var json = JsonDocument.Parse(_profile.ToJson());
        using var withoutSpeed = JsonDocument.Parse(_withoutSpeed.ToJson());

        Assert.Equal(10, json.RootElement.GetProperty("rows").GetInt32());
        JsonElement[] found = [.. json.RootElement.GetProperty("depths").EnumerateArray()];
        Assert.Equal(2, found.Length);
        foreach ((AcnDepthResult depth, JsonElement element) in _depths.Zip(found))
        {
            Assert.Equal(7, element.EnumerateObject().Count());
            Assert.Equal(depth.Depth, element.GetProperty("depth").GetInt32());
            Assert.Equal(depth.Accuracy, element.GetProperty("accuracy").GetDouble());
            Assert.Equal(depth.MacroAccuracy, element.GetProperty("macroAccuracy").GetDouble());
            Assert.Equal(depth.LogLoss, element.GetProperty("logLoss").GetDouble());
            Assert.Equal(depth.Parameters, element.GetProperty("parameters").GetInt64());
            Assert.Equal(depth.FileBytes, element.GetProperty("fileBytes").GetInt64());
            Assert.Equal(depth.RowsPerSecond, element.GetProperty("rowsPerSecond").GetDouble());
        }
        JsonElement only = withoutSpeed.RootElement.GetProperty("depths")[0];
        Assert.Equal(JsonValueKind.Null, only.GetProperty("rowsPerSecond").ValueKind);
        Assert.Equal("Infinity", only.GetProperty("logLoss").GetString());
    });

    private static void In(string culture, Action test)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            test();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
