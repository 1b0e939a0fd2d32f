// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.TaskMetadata.Json;

/// <summary>A point in time in nanoseconds since 1970-01-01T00:00:00Z, the precision of the endpoint.</summary>
public readonly record struct Timestamp(long UnixNanoseconds)
{
    private const long NanosecondsPerTick = 100;
    private const double SecondsPerNanosecond = 1e-9;

    // 64-bit nanoseconds reach from September 1677 to April 2262; these are the first and the last full year.
    private const int FirstYear = 1678;
    private const int LastYear = 2261;

    /// <summary>Seconds since 1970. The multiplication, unlike a division, gives the same last bit as the Go exporter.</summary>
    public double UnixSeconds => UnixNanoseconds * SecondsPerNanosecond;

    /// <summary>Converts a time.</summary>
    public static Timestamp From(DateTimeOffset time) => new((time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick);

    /// <summary>The time, truncated to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / NanosecondsPerTick);

    /// <summary>
    /// Parses an RFC 3339 time such as <c>2025-02-27T05:22:49.186680233Z</c>, with any offset. False when the text is not a time.
    /// <paramref name="isZero"/> is true for year 1, Go's zero time. The time is 1970 when its year does not fit.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out Timestamp timestamp, out bool isZero)
    {
        timestamp = default;
        isZero = false;
        if (!TryReadDateTime(text, out var wholeSeconds))
        {
            return false;
        }

        var rest = text["yyyy-MM-ddTHH:mm:ss".Length..];
        var nanoseconds = ReadFraction(ref rest);
        if (!TryReadOffset(rest, out var offset))
        {
            return false;
        }

        isZero = wholeSeconds.Year == 1;
        if (wholeSeconds.Year is >= FirstYear and <= LastYear)
        {
            var ticks = (wholeSeconds - DateTime.UnixEpoch - offset).Ticks;
            timestamp = new Timestamp((ticks * NanosecondsPerTick) + nanoseconds);
        }

        return true;
    }

    private static bool TryReadDateTime(ReadOnlySpan<byte> text, out DateTime value)
    {
        value = default;
        if (text.Length < 20
            || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !TryReadDigits(text[..4], out var year) || !TryReadDigits(text[5..7], out var month)
            || !TryReadDigits(text[8..10], out var day) || !TryReadDigits(text[11..13], out var hour)
            || !TryReadDigits(text[14..16], out var minute) || !TryReadDigits(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // RFC 3339 allows a leap second, 60. It counts as the first second of the next minute.
        value = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc);
        if (year < DateTime.MaxValue.Year)
        {
            value = value.AddSeconds(second);
        }

        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int value)
    {
        // Checked first, because int.TryParse accepts trailing NUL characters.
        value = 0;
        return !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Removes <c>.123456789</c> from the front of <paramref name="rest"/>; returns nanoseconds. Digits after the ninth are lost.</summary>
    private static long ReadFraction(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'.', >= (byte)'0' and <= (byte)'9', ..])
        {
            return 0;
        }

        var end = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var count ? 1 + count : rest.Length;
        long nanoseconds = 0;
        for (var i = 1; i <= 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < end ? rest[i] - '0' : 0);
        }

        rest = rest[end..];
        return nanoseconds;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryReadDigits(text[1..3], out var hours) || !TryReadDigits(text[4..6], out var minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }
}
