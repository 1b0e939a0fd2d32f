// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Attack.Runs;

/// <summary>Formats figures for the report; a figure that is not known becomes a dash.</summary>
internal static class FigureText
{
    private const string Unknown = "–";

    public static string Seconds(TimeSpan? time) => time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:0.00} s") : Unknown;

    public static string Megabytes(long? bytes) => bytes is { } known ? (known / 1e6).ToString("0.0", CultureInfo.InvariantCulture) : Unknown;

    public static string Number(int? number) => number is { } known ? known.ToString(CultureInfo.InvariantCulture) : Unknown;

    /// <summary>A remark that follows other text; empty for an empty remark.</summary>
    public static string After(string remark) => remark.Length == 0 ? "" : $", {remark}";
}
