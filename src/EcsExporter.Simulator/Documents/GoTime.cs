// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Behaviour;

namespace EcsExporter.Simulator.Documents;

/// <summary>Formats times as Go's RFC3339Nano does: in UTC, with up to nine decimals and without trailing zeros.</summary>
internal static class GoTime
{
    public const string Zero = "0001-01-01T00:00:00Z";

    public static string Format(DateTimeOffset instant)
    {
        // .NET counts in units of 100 ns. The last two digits are pseudo-random, so that times have nine decimals as in real documents.
        var nanoseconds = (instant.UtcTicks % TimeSpan.TicksPerSecond * 100) + (long)(Noise.Of((ulong)instant.UtcTicks) % 100);
        var decimals = nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return decimals.Length == 0 ? FormatSeconds(instant) : $"{FormatSeconds(instant)[..^1]}.{decimals}Z";
    }

    public static string FormatSeconds(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
