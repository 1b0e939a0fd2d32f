// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>A point in time with the nanoseconds the endpoint gives, counted from 1970-01-01T00:00:00Z.</summary>
public readonly record struct Timestamp(long UnixNanoseconds) : IComparable<Timestamp>
{
    private const long NanosecondsPerTick = 100;
    private const double SecondsPerNanosecond = 1e-9;

    // int64 nanoseconds reach from 1677 to 2262.
    private const int FirstYear = 1678;
    private const int LastYear = 2261;

    /// <summary>Seconds since 1970. Multiplied, not divided: the last bit is then that of the Go exporter's figures.</summary>
    public double UnixSeconds => UnixNanoseconds * SecondsPerNanosecond;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.UnixNanoseconds < right.UnixNanoseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.UnixNanoseconds > right.UnixNanoseconds;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.UnixNanoseconds >= right.UnixNanoseconds;

    /// <summary>The same time with nanoseconds.</summary>
    public static Timestamp From(DateTimeOffset time) => new((time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick);

    /// <summary>The time as RFC 3339 in UTC, to 100 ns.</summary>
    public override string ToString() => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);

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
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>Takes <c>.123456789</c> off the front of <paramref name="rest"/>, as nanoseconds; digits past the ninth are dropped.</summary>
    private static long ReadFraction(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'.', >= (byte)'0' and <= (byte)'9', ..])
        {
            return 0;
        }

        long nanoseconds = 0;
        var length = 1;
        for (; length < rest.Length && char.IsAsciiDigit((char)rest[length]); length++)
        {
            nanoseconds = length <= 9 ? (nanoseconds * 10) + (rest[length] - '0') : nanoseconds;
        }

        for (var digits = length - 1; digits < 9; digits++)
        {
            nanoseconds *= 10;
        }

        rest = rest[length..];
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
