// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>An exporter to measure.</summary>
/// <param name="Name">The heading of its column.</param>
/// <param name="Command">The command that starts it; <c>{port}</c> and <c>{endpoint}</c> are placeholders.</param>
/// <param name="Path">The path of its metrics.</param>
/// <param name="Endpoint">The address of its task metadata endpoint.</param>
internal sealed record Contender(string Name, IReadOnlyList<string> Command, string Path, Uri Endpoint)
{
    /// <summary>The published exporter without cache, so that it reads the endpoint for every scrape.</summary>
    public static Contender Ours(string binary, Uri endpoint) => new(
        "ecs_exporter",
        [System.IO.Path.GetFullPath(binary), "--web.listen-address=127.0.0.1:{port}", "--ecs.cache-ttl=0"],
        "/metrics",
        endpoint);

    /// <summary>Another exporter, named after its command.</summary>
    public static Contender Peer(string command, string path, Uri endpoint)
    {
        var words = CommandText.Split(command);
        return new(System.IO.Path.GetFileName(words[0]), words, path, endpoint);
    }
}
