// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Converts series of the exporter to the form in which Prometheus stores them.</summary>
internal static partial class StoredSeries
{
    /// <summary>The series without empty labels: for Prometheus, an empty label equals a missing label.</summary>
    public static string Name(string series) =>
        EmptyLabel().Replace(series, match => match.Value.StartsWith('{') ? "{" : "").Replace("{,", "{", StringComparison.Ordinal);

    [GeneratedRegex("""[{,][a-z_]+=""(?=[,}])""")]
    private static partial Regex EmptyLabel();
}
