// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>What Prometheus makes of the exporter's series.</summary>
internal static partial class StoredSeries
{
    /// <summary>Without empty labels: to Prometheus an empty label is none.</summary>
    public static string Name(string series) =>
        EmptyLabel().Replace(series, match => match.Value.StartsWith('{') ? "{" : "").Replace("{,", "{", StringComparison.Ordinal);

    [GeneratedRegex("""[{,][a-z_]+=""(?=[,}])""")]
    private static partial Regex EmptyLabel();
}
