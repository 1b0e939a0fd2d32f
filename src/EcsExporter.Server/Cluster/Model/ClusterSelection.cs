// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>What of a region is read and published.</summary>
/// <param name="clusters">Names or ARNs of clusters; empty for all of the region.</param>
/// <param name="include">Globs (<c>*</c>, <c>?</c>) of which a service's name must match one; empty for all names.</param>
/// <param name="exclude">Globs of which a service's name must match none.</param>
internal sealed class ClusterSelection(IReadOnlyList<string> clusters, IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    public IReadOnlyList<string> Clusters => clusters;

    /// <summary>Whether a service is read and published.</summary>
    public bool Includes(string service) => (include.Count == 0 || Matches(include, service)) && !Matches(exclude, service);

    /// <summary>Whether a task is published: those of no service always are.</summary>
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
