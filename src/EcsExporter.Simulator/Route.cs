// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator;

/// <summary>The parts of a request's path: <c>/v4/&lt;endpoint id&gt;</c> and, below it, the path of a document.</summary>
internal readonly record struct Route(EndpointVersion Version, string EndpointId, EndpointDocument Document)
{
    private static readonly (string Prefix, EndpointVersion Version)[] Versions =
    [
        ("/v4/", EndpointVersion.V4),
        ("/v3/", EndpointVersion.V3),
    ];

    /// <summary>Parses a path; null when the agent has no document at the path.</summary>
    public static Route? Find(string path)
    {
        foreach ((var prefix, var version) in Versions)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length)
            {
                var rest = path[prefix.Length..];
                var end = rest.IndexOf('/', StringComparison.Ordinal);
                var id = end < 0 ? rest : rest[..end];
                return DocumentAt(rest[id.Length..]) is { } document && !(version == EndpointVersion.V3 && document.IsOfHost())
                    ? new Route(version, id, document)
                    : null;
            }
        }

        return null;
    }

    private static EndpointDocument? DocumentAt(string path)
    {
        foreach (var document in Enum.GetValues<EndpointDocument>())
        {
            if (document.Path() == path)
            {
                return document;
            }
        }

        return null;
    }
}
