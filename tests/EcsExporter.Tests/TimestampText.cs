// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests;

/// <summary>Formats times for tests.</summary>
internal static class TimestampText
{
    /// <summary>The time as RFC 3339 in UTC, to 100 ns; null for none.</summary>
    public static string? Text(this Timestamp? time) => time?.Text();

    /// <summary>The time as RFC 3339 in UTC, to 100 ns.</summary>
    public static string Text(this Timestamp time) =>
        time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
