using System.Globalization;

namespace Measuring.Arms;

/// <summary>How a process that runs an arm tells the one that started it how far it is: lines of its output.</summary>
/// <param name="output">The output.</param>
public sealed class ArmLines(TextWriter output) : IArmListener
{
    private const char LiveMark = '~';
    private const char Separator = '\t';

    /// <summary>Gives a line to a listener as what it was.</summary>
    public static void Pass(string line, IArmListener listener)
    {
        string[] parts = line.Split(Separator, 2);
        if (parts.Length == 2 && parts[0].StartsWith(LiveMark) && double.TryParse(parts[0].AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out double fraction))
            listener.Live(fraction, parts[1]);
        else
            listener.Say(line);
    }

    /// <inheritdoc/>
    public void Say(string text) => output.WriteLine(text);

    /// <inheritdoc/>
    public void Live(double fraction, string text) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{LiveMark}{fraction:F4}{Separator}{text}"));
}
