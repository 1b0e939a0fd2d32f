// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;

namespace EcsExporter.Server.Text;

/// <summary>
/// Parses and formats durations as Go does (<c>500ms</c>, <c>1m30s</c>), because Prometheus exporters use this format for flags and logs.
/// Source: <c>ParseDuration</c> and <c>Duration.String</c> in Go's package <c>time</c>.
/// </summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>
    /// Parses an optional sign and one or more decimal numbers, each with a unit (ns, us, µs, ms, s, m, h), or a plain <c>0</c>. Returns false for
    /// any other text, and for a value beyond Go's range of about 292 years. Fractions of a tick (100 ns) are cut off.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        var negative = text is ['-', ..];
        text = text is ['+' or '-', .. var unsigned] ? unsigned : text;
        if (text is "0")
        {
            return true;
        }

        var nanoseconds = 0m;
        do
        {
            var number = Take(ref text, text.IndexOfAnyExcept(NumberCharacters));
            var unit = Take(ref text, text.IndexOfAny(NumberCharacters));
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                || NanosecondsIn(unit) is not { } size
                || count > long.MaxValue / size
                || (nanoseconds += decimal.Truncate(count * size)) > long.MaxValue)
            {
                return false;
            }
        }
        while (!text.IsEmpty);

        var ticks = (long)nanoseconds / TimeSpan.NanosecondsPerTick;
        value = new TimeSpan(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>Formats a duration without leading zero units: <c>1h0m0s</c>, <c>1.5s</c>, <c>250ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        // In decimal, because the magnitude of TimeSpan.MinValue does not fit into a TimeSpan.
        var ticks = Math.Abs((decimal)value.Ticks);
        var sign = value.Ticks < 0 ? "-" : "";
        return sign + ticks switch
        {
            0 => "0s",
            < TimeSpan.TicksPerMicrosecond => Invariant(ticks * TimeSpan.NanosecondsPerTick) + "ns",
            < TimeSpan.TicksPerMillisecond => Invariant(ticks / TimeSpan.TicksPerMicrosecond) + "µs",
            < TimeSpan.TicksPerSecond => Invariant(ticks / TimeSpan.TicksPerMillisecond) + "ms",
            < TimeSpan.TicksPerMinute => Invariant(ticks / TimeSpan.TicksPerSecond) + "s",
            < TimeSpan.TicksPerHour => MinutesAndSeconds(ticks),
            _ => Invariant(decimal.Floor(ticks / TimeSpan.TicksPerHour)) + "h" + MinutesAndSeconds(ticks % TimeSpan.TicksPerHour),
        };
    }

    private static string MinutesAndSeconds(decimal ticks) =>
        Invariant(decimal.Floor(ticks / TimeSpan.TicksPerMinute)) + "m"
        + Invariant(ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond) + "s";

    private static string Invariant(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, int length)
    {
        var taken = length < 0 ? text : text[..length];
        text = text[taken.Length..];
        return taken;
    }

    private static decimal? NanosecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        // Three spellings of micro: ASCII, U+00B5 (micro sign) and U+03BC (Greek mu).
        "us" or "\u00b5s" or "\u03bcs" => 1e3m,
        "ms" => 1e6m,
        "s" => 1e9m,
        "m" => 60e9m,
        "h" => 3600e9m,
        _ => null,
    };
}
