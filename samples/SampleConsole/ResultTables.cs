using System.Globalization;
using Microsoft.ML.Acn;
using Spectre.Console;

namespace SampleConsole;

/// <summary>Prints results as tables.</summary>
public static class ResultTables
{
    public static void WriteModels(IEnumerable<ModelResult> models)
    {
        Table table = NewTable("[bold]test rows[/]", "accuracy", "macro", "log-loss", "training", "rows/s", "size");
        foreach (ModelResult model in models)
        {
            table.AddRow(
                Markup.Escape(model.Name),
                Text($"{model.Metrics.MicroAccuracy:P2}"),
                Text($"{model.Metrics.MacroAccuracy:P2}"),
                Text($"{model.Metrics.LogLoss:F3}"),
                model.Training is { } training ? Text($"{training.TotalSeconds:F0} s") : string.Empty,
                Text($"{model.RowsPerSecond:N0}"),
                model.Megabytes < 0.1 ? Text($"{model.Megabytes:F2} MB") : Text($"{model.Megabytes:F1} MB"));
        }
        AnsiConsole.Write(table);
    }

    /// <param name="profile">Measured on validation rows.</param>
    /// <param name="kept">The depth that the model was cut to.</param>
    public static void WriteDepths(AcnDepthProfile profile, int kept)
    {
        Table table = NewTable("[bold]layers, validation rows[/]", "accuracy", "macro", "log-loss", "parameters", "rows/s");
        foreach (AcnDepthResult depth in profile)
        {
            table.AddRow(
                Text($"{depth.Depth}{(depth.Depth == kept ? "  (kept)" : string.Empty)}"),
                Text($"{depth.Accuracy:P2}"),
                Text($"{depth.MacroAccuracy:P2}"),
                Text($"{depth.LogLoss:F3}"),
                Text($"{depth.Parameters:N0}"),
                Text($"{depth.RowsPerSecond:N0}"));
        }
        AnsiConsole.Write(table);
    }

    private static Table NewTable(string first, params string[] others)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn(first);
        foreach (string other in others)
            table.AddColumn(new TableColumn(other).RightAligned().NoWrap());
        return table;
    }

    private static string Text(FormattableString value) => value.ToString(CultureInfo.InvariantCulture);
}
