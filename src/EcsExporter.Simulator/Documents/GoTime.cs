// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Behaviour;

namespace EcsExporter.Simulator.Documents;

/// <summary>Times as Go writes them (RFC3339Nano): up to nine decimals without trailing zeros, UTC.</summary>
internal static class GoTime
{
    public const string Zero = "0001-01-01T00:00:00Z";

    public static string Format(DateTimeOffset instant)
    {
        // .NET counts 100 ns; the last two digits are made up so that readers meet nine decimals as in reality.
        var nanoseconds = (instant.UtcTicks % TimeSpan.TicksPerSecond * 100) + (long)(Noise.Of((ulong)instant.UtcTicks) % 100);
        var decimals = nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return decimals.Length == 0 ? FormatSeconds(instant) : $"{FormatSeconds(instant)[..^1]}.{decimals}Z";
    }

    public static string FormatSeconds(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
