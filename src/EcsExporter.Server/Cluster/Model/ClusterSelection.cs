// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Selects the clusters and services to read and publish.</summary>
/// <param name="clusters">Names or ARNs of clusters; empty for all clusters of the region.</param>
/// <param name="include">Globs (<c>*</c>, <c>?</c>). A service's name must match at least one; empty for all names.</param>
/// <param name="exclude">Globs. A service's name must match none.</param>
internal sealed class ClusterSelection(IReadOnlyList<string> clusters, IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    public IReadOnlyList<string> Clusters => clusters;

    /// <summary>Whether a service is read and published.</summary>
    public bool Includes(string service) => (include.Count == 0 || Matches(include, service)) && !Matches(exclude, service);

    /// <summary>Whether a task is published. A task without a service always is.</summary>
    public bool IncludesTaskOf(string service) => service.Length == 0 || Includes(service);

    private static bool Matches(IReadOnlyList<string> globs, string name)
    {
        foreach (var glob in globs)
        {
            if (FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
