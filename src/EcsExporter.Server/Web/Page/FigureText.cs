// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Web.Page;

/// <summary>Figures as people read them. No line breaks between a number and its unit.</summary>
internal static class FigureText
{
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>The value with all its digits.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary><c>72.1 MiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < BinaryUnits.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#}\u00a0{BinaryUnits[unit]}");
    }

    /// <summary><c>14 %</c>, <c>0.4 %</c>.</summary>
    public static string Percent(double ratio) => ratio < 0.1
        ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.#}\u00a0%")
        : string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:#,0}\u00a0%");

    /// <summary><c>0.25</c>.</summary>
    public static string Number(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.###}");

    /// <summary><c>29.6 s</c>; in seconds however many, to be compared with a series.</summary>
    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:#,0.0}\u00a0s");

    /// <summary><c>4 ms</c>, rounded up: nothing takes 0 ms.</summary>
    public static string Milliseconds(TimeSpan? duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(duration?.TotalMilliseconds ?? 0):#,0}\u00a0ms");

    /// <summary><c>just now</c>, <c>3 min ago</c>, <c>2 h 5 min ago</c>; in one or two units.</summary>
    public static string Ago(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => "just now",
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalSeconds}\u00a0s ago"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}\u00a0min ago"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}\u00a0h {duration.Minutes}\u00a0min ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalDays}\u00a0d {duration.Hours}\u00a0h ago"),
    };
}
