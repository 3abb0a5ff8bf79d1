using System.Globalization;
using Microsoft.ML.Data;
using static System.Globalization.CultureInfo;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Exact texts of dates, times and row identifiers, the same in every culture and time zone.</summary>
internal static class MomentText
{
    private const string DateFormat = "yyyy-MM-ddTHH:mm:ss.fffffff";
    private const string LocalMark = "local";

    // The round-trip format "O" would move a local time to the time zone of the machine that reads it.
    public static string Of(DateTime value) => value.ToString(DateFormat, InvariantCulture) + value.Kind switch
    {
        DateTimeKind.Utc => "Z",
        DateTimeKind.Local => LocalMark,
        _ => string.Empty,
    };

    public static DateTime ParseDateTime(string text)
    {
        DateTimeKind kind = text.EndsWith('Z') ? DateTimeKind.Utc
            : text.EndsWith(LocalMark, StringComparison.Ordinal) ? DateTimeKind.Local
            : DateTimeKind.Unspecified;
        string digits = kind switch
        {
            DateTimeKind.Utc => text[..^1],
            DateTimeKind.Local => text[..^LocalMark.Length],
            _ => text,
        };
        return DateTime.SpecifyKind(DateTime.ParseExact(digits, DateFormat, InvariantCulture), kind);
    }

    public static string Of(DateTimeOffset value) => value.ToString("O", InvariantCulture);

    public static DateTimeOffset ParseDateTimeOffset(string text) => DateTimeOffset.ParseExact(text, "O", InvariantCulture);

    public static string Of(TimeSpan value) => value.ToString("c", InvariantCulture);

    public static TimeSpan ParseTimeSpan(string text) => TimeSpan.ParseExact(text, "c", InvariantCulture);

    public static string Of(DataViewRowId value)
        => value.High.ToString("x16", InvariantCulture) + value.Low.ToString("x16", InvariantCulture);

    public static DataViewRowId ParseRowId(string text)
    {
        UInt128 value = UInt128.Parse(text, NumberStyles.AllowHexSpecifier, InvariantCulture);
        return new DataViewRowId((ulong)value, (ulong)(value >> 64));
    }
}
