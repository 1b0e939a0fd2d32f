// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Server.Text;

/// <summary>
/// Quotes text as Go's <c>strconv.Quote</c> does, so that it fits on one line and every logfmt parser reads it.
/// </summary>
internal static class GoQuoting
{
    /// <summary>
    /// Appends the text. It is quoted when a logfmt parser would not read it as one value: when it is empty or contains a space, <c>=</c>, <c>"</c>
    /// or a character that is not printable.
    /// </summary>
    public static StringBuilder AppendLogfmtValue(this StringBuilder line, string text) =>
        NeedsQuotes(text) ? line.Append('"').AppendEscaped(text).Append('"') : line.Append(text);

    /// <summary>Appends the content of a Go string literal, which is one printable line, without the quotes.</summary>
    public static StringBuilder AppendEscaped(this StringBuilder line, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => line.Append("\\\""),
                '\\' => line.Append(@"\\"),
                '\a' => line.Append(@"\a"),
                '\b' => line.Append(@"\b"),
                '\f' => line.Append(@"\f"),
                '\n' => line.Append(@"\n"),
                '\r' => line.Append(@"\r"),
                '\t' => line.Append(@"\t"),
                '\v' => line.Append(@"\v"),
                _ when IsPrintable(rune) => line.Append(rune),
                < 0x80 => line.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x10000 => line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return line;
    }

    private static bool NeedsQuotes(string text) =>
        text.Length == 0 || text.EnumerateRunes().Any(static rune => rune.Value is ' ' or '=' or '"' || !IsPrintable(rune));

    // As unicode.IsPrint in Go: letters, marks, numbers, punctuation, symbols and, of all spaces, only the ASCII space.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
