// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.TaskMetadata.Json;

/// <summary>A point in time with the nanoseconds the endpoint gives, counted from 1970-01-01T00:00:00Z.</summary>
public readonly record struct Timestamp(long UnixNanoseconds)
{
    private const long NanosecondsPerTick = 100;
    private const double SecondsPerNanosecond = 1e-9;

    // int64 nanoseconds reach from 1677 to 2262.
    private const int FirstYear = 1678;
    private const int LastYear = 2261;

    /// <summary>Seconds since 1970. Multiplied, not divided: the last bit is then that of the Go exporter's figures.</summary>
    public double UnixSeconds => UnixNanoseconds * SecondsPerNanosecond;

    /// <summary>The same time with nanoseconds.</summary>
    public static Timestamp From(DateTimeOffset time) => new((time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick);

    /// <summary>The time to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / NanosecondsPerTick);

    /// <summary>
    /// Reads RFC 3339 (<c>2025-02-27T05:22:49.186680233Z</c>, offsets too). False when the text is none;
    /// year 1, Go's zero time, gives <see cref="DateTime.MinValue"/>'s year in <paramref name="isZero"/>.
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

        // A leap second, 60, is the first second of the next minute.
        value = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc);
        if (year < DateTime.MaxValue.Year)
        {
            value = value.AddSeconds(second);
        }

        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int value)
    {
        // Checked first, as the runtime takes NUL at the end for part of a number.
        value = 0;
        return !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Takes <c>.123456789</c> off the front of <paramref name="rest"/>, as nanoseconds; digits past the ninth are dropped.</summary>
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
