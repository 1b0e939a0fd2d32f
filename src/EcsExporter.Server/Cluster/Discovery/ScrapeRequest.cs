// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Holds how a container asks to be scraped. Any team can write docker labels, so they are validated, and they cannot choose the host.
/// </summary>
/// <param name="port">The port that the container listens on, from 1 to 65535.</param>
/// <param name="path">The path of the metrics; null for Prometheus' configured path.</param>
/// <param name="scheme"><c>http</c> or <c>https</c>; null for Prometheus' configured scheme.</param>
/// <param name="job">The job name from the docker labels; null if they have none.</param>
internal sealed class ScrapeRequest(int port, string? path, string? scheme, string? job)
{
    private const int MaxPathCharacters = 1024;

    public int Port => port;

    public string? Path => path;

    public string? Scheme => scheme;

    public string? Job => job;

    /// <summary>Parses the docker labels of a container. Returns its request, or the reason why there is none.</summary>
    /// <param name="labels">The container's docker labels.</param>
    /// <param name="names">The keys of the docker labels to read.</param>
    /// <param name="defaultPort">The port when the labels name none; null when they must name one.</param>
    public static (ScrapeRequest? Request, LeftOutReason Reason) Of(EcsTag[] labels, ScrapeLabelNames names, int? defaultPort)
    {
        var portText = Find(labels, names.Port);
        var (path, scheme) = (Find(labels, names.Path), Find(labels, names.Scheme));
        if (portText is null && defaultPort is null)
        {
            return (null, LeftOutReason.NoPort);
        }

        var port = portText is null ? defaultPort : Port16(portText);
        return port is not { } valid ? (null, LeftOutReason.InvalidPort)
            : path is not null && !IsPath(path) ? (null, LeftOutReason.InvalidPath)
            : scheme is not (null or "http" or "https") ? (null, LeftOutReason.InvalidScheme)
            : (new ScrapeRequest(valid, path, scheme, Find(labels, names.Job)), default);
    }

    private static string? Find(EcsTag[] labels, string name)
    {
        foreach (var label in labels)
        {
            if (label.Key == name)
            {
                return label.Value;
            }
        }

        return null;
    }

    private static int? Port16(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue ? port : null;

    /// <summary>
    /// Whether a path is visible ASCII without query and fragment. Other characters must be percent-encoded in a path (RFC 3986, section 3.3).
    /// </summary>
    private static bool IsPath(string text) =>
        text is ['/', ..] && text.Length <= MaxPathCharacters && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && text.AsSpan().IndexOfAny('?', '#') < 0;
}
