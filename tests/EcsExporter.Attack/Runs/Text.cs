// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Attack.Runs;

/// <summary>Figures as the report shows them; a dash for what is not known.</summary>
internal static class Text
{
    private const string Unknown = "–";

    public static string Seconds(TimeSpan? time) => time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:0.00} s") : Unknown;

    public static string Megabytes(long? bytes) => bytes is { } known ? (known / 1e6).ToString("0.0", CultureInfo.InvariantCulture) : Unknown;

    public static string Number(int? number) => number is { } known ? known.ToString(CultureInfo.InvariantCulture) : Unknown;

    /// <summary>A remark after other text; nothing when there is none.</summary>
    public static string After(string remark) => remark.Length == 0 ? "" : $", {remark}";
}
