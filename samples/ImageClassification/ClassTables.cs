using System.Globalization;
using Microsoft.ML.Data;
using Spectre.Console;

namespace ImageClassification;

/// <summary>Prints how well the classes are told apart.</summary>
internal static class ClassTables
{
    private const int MostColumns = 12;
    private const int MistakesShown = 10;

    /// <summary>A row for each class, and then what is taken for what.</summary>
    /// <param name="classes">The names of the classes, in the order of the matrix.</param>
    /// <param name="matrix">Counted on the test pictures.</param>
    public static void Write(IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        WriteClasses(classes, matrix);
        if (classes.Count <= MostColumns)
            WriteMatrix(classes, matrix);
        else
            WriteMistakes(classes, matrix);
    }

    private static void WriteClasses(IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("[bold]class, test rows[/]");
        foreach (string name in new[] { "precision", "recall", "rows" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        for (int i = 0; i < classes.Count; i++)
            table.AddRow(Markup.Escape(classes[i]), Text($"{matrix.PerClassPrecision[i]:P1}"), Text($"{matrix.PerClassRecall[i]:P1}"), Text($"{matrix.Counts[i].Sum():N0}"));
        AnsiConsole.Write(table);
    }

    /// <summary>The columns have the numbers of the rows, for lack of room for names.</summary>
    private static void WriteMatrix(IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("[bold]is (rows), taken for (columns)[/]");
        for (int i = 0; i < classes.Count; i++)
            table.AddColumn(new TableColumn(Text($"{i + 1}")).RightAligned().NoWrap().PadLeft(0).PadRight(1));
        for (int i = 0; i < classes.Count; i++)
            table.AddRow([Text($"{i + 1,2} ") + Markup.Escape(classes[i]), .. matrix.Counts[i].Select((count, j) => Cell(count, i == j))]);
        AnsiConsole.Write(table);

        static string Cell(double count, bool isRight) => count == 0 ? "[dim].[/]" : isRight ? Text($"[green]{count:F0}[/]") : Text($"{count:F0}");
    }

    private static void WriteMistakes(IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        var mistakes = from row in Enumerable.Range(0, classes.Count)
                       from column in Enumerable.Range(0, classes.Count)
                       where row != column && matrix.Counts[row][column] > 0
                       orderby matrix.Counts[row][column] descending
                       select (Is: classes[row], TakenFor: classes[column], Count: matrix.Counts[row][column]);
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("[bold]is[/]", "[bold]taken for[/]").AddColumn(new TableColumn("rows").RightAligned());
        foreach ((string isClass, string takenFor, double count) in mistakes.Take(MistakesShown))
            table.AddRow(Markup.Escape(isClass), Markup.Escape(takenFor), Text($"{count:N0}"));
        AnsiConsole.Write(table);
    }

    private static string Text(FormattableString value) => value.ToString(CultureInfo.InvariantCulture);
}
