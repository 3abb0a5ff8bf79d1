using System.Globalization;

namespace PaperExperiments.Reports;

/// <summary>Kinds of claims. None is made where an arm that it compares is missing.</summary>
internal static class Claims
{
    /// <summary>One network's figure is at least as high as those of others.</summary>
    public static void ClaimAtLeast(this ReportPage page, string claim, IReadOnlyList<Runs> all, string network, string figure, string[] others, string format = "P2")
        => Compare(page, claim, all, network, figure, others, format, (own, best) => own >= best, values => values.Max());

    /// <summary>One network's figure is at most as high as those of others.</summary>
    public static void ClaimAtMost(this ReportPage page, string claim, IReadOnlyList<Runs> all, string network, string figure, string[] others)
        => Compare(page, claim, all, network, figure, others, "F4", (own, best) => own <= best, values => values.Min());

    /// <summary>One network keeps fewer layers than another.</summary>
    public static void ClaimFewerLayers(this ReportPage page, string claim, IReadOnlyList<Runs> all, string network, string other)
    {
        if (Find(all, network) is { } own && Find(all, other) is { } second)
            page.Claim(claim, $"{own.Network} {own.Kept()}, {second.Network} {second.Kept()}", own.Average("layers kept") < second.Average("layers kept"));
    }

    /// <summary>One network keeps at most a share of its layers.</summary>
    public static void ClaimShareOfLayers(this ReportPage page, string claim, IReadOnlyList<Runs> all, string network, double share)
    {
        if (Find(all, network) is { } own)
            page.Claim(claim, $"{own.Network} {own.Kept()}", own.Average("layers kept") <= share * own.Average("layers"));
    }

    /// <summary>One network's first layers are more accurate than another's, at every depth from 1 to half.</summary>
    public static void ClaimPrefixes(this ReportPage page, string claim, IReadOnlyList<Runs> all, string network, string other, string series)
    {
        if (Find(all, network) is not { } own || Find(all, other) is not { } second)
            return;
        int[] depths = [.. Enumerable.Range(1, (own.LengthOf(series) - 1) / 2)];
        string measured = string.Join("; ", depths.Select(depth => string.Create(CultureInfo.InvariantCulture, $"{depth}: {own.AverageOf(series, depth):P1} against {second.AverageOf(series, depth):P1}")));
        page.Claim(claim, measured, depths.All(depth => own.AverageOf(series, depth) > second.AverageOf(series, depth)));
    }

    /// <summary>A change makes a network so many times as fast, and costs no more accuracy than this.</summary>
    public static void GoalFaster(this ReportPage page, string goal, Runs own, string speedUp, double least, string accuracy, string changed, double tolerance)
        => page.Goal(
            goal,
            $"{own.Network} {own.Mean(speedUp, "F2")} times, {own.Mean(changed, "P2")} instead of {own.Mean(accuracy, "P2")}",
            own.Average(speedUp) >= least && own.Average(changed) >= own.Average(accuracy) - tolerance);

    /// <summary>One network's figure is not behind another's by more than this project allows.</summary>
    public static void GoalWithin(this ReportPage page, string goal, IReadOnlyList<Runs> all, string network, string other, string figure, double most)
    {
        if (Find(all, network) is { } own && Find(all, other) is { } second)
            page.Goal(goal, $"{own.Network} {own.Mean(figure, "P2")}, {second.Network} {second.Mean(figure, "P2")}", own.Average(figure) >= second.Average(figure) - most);
    }

    /// <summary>A figure rises from variant to variant.</summary>
    public static void ClaimRising(this ReportPage page, string claim, IReadOnlyList<Runs> ordered, string figure)
    {
        double[] values = [.. ordered.Select(runs => runs.Average(figure))];
        if (values.Length > 1)
            page.Claim(claim, Text(ordered), values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second) && values[0] < values[^1]);
    }

    /// <summary>All layers are kept in every variant.</summary>
    public static void ClaimAllLayers(this ReportPage page, string claim, IReadOnlyList<Runs> ordered)
    {
        if (ordered.Count > 0)
            page.Claim(claim, Text(ordered), ordered.All(runs => runs.Average("layers kept") >= runs.Average("layers")));
    }

    private static void Compare(ReportPage page, string claim, IReadOnlyList<Runs> all, string network, string figure, string[] others, string format, Func<double, double, bool> isHeld, Func<IEnumerable<double>, double> best)
    {
        Runs? own = Find(all, network);
        Runs[] found = [.. others.Select(other => Find(all, other)).OfType<Runs>()];
        if (own is null || found.Length < others.Length)
            return;
        string measured = string.Join(", ", found.Prepend(own).Select(runs => string.Create(CultureInfo.InvariantCulture, $"{runs.Network} {runs.Mean(figure, format)}")));
        page.Claim(claim, measured, isHeld(own.Average(figure), best(found.Select(runs => runs.Average(figure)))));
    }

    private static string Text(IReadOnlyList<Runs> ordered) => string.Join("; ", ordered.Select(runs => $"{runs.Variant} {runs.Kept()}"));

    private static Runs? Find(IReadOnlyList<Runs> all, string network) => all.FirstOrDefault(runs => runs.Network == network);
}
