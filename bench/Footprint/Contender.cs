// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>An exporter to measure.</summary>
/// <param name="Name">Heads its column.</param>
/// <param name="Command">Starts it; <c>{port}</c> and <c>{endpoint}</c> are placeholders.</param>
/// <param name="Path">Where it is scraped.</param>
/// <param name="Endpoint">Where it finds the task metadata.</param>
internal sealed record Contender(string Name, IReadOnlyList<string> Command, string Path, Uri Endpoint)
{
    /// <summary>The published exporter, reading the endpoint for every scrape.</summary>
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
