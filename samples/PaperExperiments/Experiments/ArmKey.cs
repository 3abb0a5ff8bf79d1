using System.Globalization;
using System.Text;

namespace PaperExperiments.Experiments;

/// <summary>What tells the arms of an experiment apart.</summary>
/// <param name="Data">The material.</param>
/// <param name="Network">The kind of network.</param>
/// <param name="Variant">What else differs between arms, or nothing.</param>
/// <param name="Seed">The seed.</param>
internal sealed record ArmKey(string Data, string Network, string Variant, int Seed)
{
    /// <summary>A name that can be a part of a file's.</summary>
    public string FileName => Slug(string.Create(CultureInfo.InvariantCulture, $"{Data} {Network} {Variant} seed{Seed}"));

    /// <summary>Words as lower-case letters and digits, with single hyphens for all else.</summary>
    public static string Slug(string words)
    {
        var name = new StringBuilder();
        foreach (char letter in words.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        return name.ToString();
    }
}
