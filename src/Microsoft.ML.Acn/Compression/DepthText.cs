using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Compression;

/// <summary>A depth profile as text, in the invariant culture.</summary>
internal static class DepthText
{
    private const string CsvHeader = "depth,accuracy,macroAccuracy,logLoss,parameters,fileBytes,rowsPerSecond";

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>A line for each depth under a line of headings; speeds only if they were measured.</summary>
    /// <param name="profile">The depths.</param>
    /// <param name="kept">The depth that is marked, or null for none.</param>
    public static string Table(AcnDepthProfile profile, int? kept)
    {
        bool hasSpeeds = profile.Any(depth => depth.RowsPerSecond is not null);
        var table = new StringBuilder("depth  accuracy     macro  log-loss   parameters     file bytes");
        if (hasSpeeds)
            table.Append("      rows/s");
        foreach (AcnDepthResult depth in profile)
        {
            table.Append('\n').Append(CultureInfo.InvariantCulture,
                $"{depth.Depth,5}  {depth.Accuracy * 100,6:F2} %  {depth.MacroAccuracy * 100,6:F2} %  {depth.LogLoss,8:F4}  {depth.Parameters,11:N0}  {depth.FileBytes,13:N0}");
            if (hasSpeeds)
                table.Append(CultureInfo.InvariantCulture, $"  {depth.RowsPerSecond,10:N0}");
            if (depth.Depth == kept)
                table.Append("  <- kept");
        }
        return table.ToString();
    }

    public static string Csv(AcnDepthProfile profile)
    {
        var lines = new StringBuilder(CsvHeader).Append('\n');
        foreach (AcnDepthResult depth in profile)
        {
            lines.Append(CultureInfo.InvariantCulture,
                $"{depth.Depth},{depth.Accuracy:R},{depth.MacroAccuracy:R},{depth.LogLoss:R},{depth.Parameters},{depth.FileBytes},{depth.RowsPerSecond:R}\n");
        }
        return lines.ToString();
    }

    public static string Json(AcnDepthProfile profile) => JsonSerializer.Serialize(new { profile.Rows, Depths = profile.ToArray() }, _json);
}
