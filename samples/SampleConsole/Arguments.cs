using System.Globalization;

namespace SampleConsole;

/// <summary>Goes through a command line of names, most of which a value follows.</summary>
public sealed class Arguments(string[] args)
{
    private int _next;
    private string _name = string.Empty;

    /// <summary>The next name, or null at the end.</summary>
    public string? Next() => _next < args.Length ? _name = args[_next++] : null;

    /// <summary>The value of the name that was given last.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string Value() => _next < args.Length ? args[_next++] : throw new UsageException($"{_name} needs a value.");

    /// <exception cref="UsageException">There is no value, or it is no whole number.</exception>
    public int Number()
    {
        string text = Value();
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new UsageException($"{_name} needs a whole number, not '{text}'.");
    }

    /// <summary>The value, as a number of things.</summary>
    /// <exception cref="UsageException">There is no value, or it is no whole number above 0.</exception>
    public int Count() => Number() is > 0 and var count ? count : throw new UsageException($"{_name} needs a whole number above 0.");

    /// <summary>The value, as minutes.</summary>
    /// <inheritdoc cref="Count"/>
    public TimeSpan Minutes() => TimeSpan.FromMinutes(Count());

    /// <summary>The value, as one of several words in any case.</summary>
    /// <exception cref="UsageException">There is no value, or it is another word.</exception>
    public T Choice<T>(IReadOnlyDictionary<string, T> choices)
    {
        string text = Value();
        return choices.FirstOrDefault(choice => choice.Key.Equals(text, StringComparison.OrdinalIgnoreCase)) is { Key: not null } found
            ? found.Value
            : throw new UsageException($"{_name} needs one of {string.Join(", ", choices.Keys)}, not '{text}'.");
    }

    /// <summary>What to throw for a name that means nothing.</summary>
    public UsageException Unknown() => new($"There is no option '{_name}'; --help lists them.");
}
