// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>What of a region is read and published.</summary>
/// <param name="Clusters">Names or ARNs of clusters; empty for all of the region.</param>
/// <param name="Include">Globs (<c>*</c>, <c>?</c>) of which a service's name must match one; empty for all names.</param>
/// <param name="Exclude">Globs of which a service's name must match none.</param>
internal sealed record ClusterSelection(IReadOnlyList<string> Clusters, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>Everything in the region.</summary>
    public static ClusterSelection All { get; } = new([], [], []);

    /// <summary>Whether a service is read and published.</summary>
    public bool Includes(string service) => (Include.Count == 0 || Matches(Include, service)) && !Matches(Exclude, service);

    /// <summary>Whether a task is published: those of no service always are.</summary>
    public bool IncludesTaskOf(string service) => service.Length == 0 || Includes(service);

    private static bool Matches(IReadOnlyList<string> globs, string name) =>
        globs.Any(glob => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false));
}
