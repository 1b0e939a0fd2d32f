// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Attack.Wire;

/// <summary>Requests of HTTP/1.1, whole and unfinished.</summary>
internal static class RequestText
{
    // Short enough that 32 kB of them are fewer than the 100 fields that Kestrel takes.
    private const int FieldBytes = 512;

    /// <summary>A request for the metrics.</summary>
    public static ReadOnlyMemory<byte> Scrape { get; } = Get("/metrics");

    /// <summary>The same, compressed.</summary>
    public static ReadOnlyMemory<byte> CompressedScrape { get; } = Get("/metrics", "Accept-Encoding: gzip\r\n");

    /// <summary>A request for the page for people.</summary>
    public static ReadOnlyMemory<byte> Page { get; } = Get("/");

    /// <summary>A request of about that many bytes, of which most are fields of half a kilobyte.</summary>
    /// <param name="bytes">Its length, to within a field.</param>
    /// <param name="isEnded">Whether the empty line is there with which it ends.</param>
    public static ReadOnlyMemory<byte> WithFields(int bytes, bool isEnded)
    {
        var text = new StringBuilder("GET /-/healthy HTTP/1.1\r\nHost: exporter\r\n", bytes + FieldBytes);
        for (var number = 0; text.Length + FieldBytes <= bytes; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"X-Field-{number}: ");
            _ = text.Append(name).Append('x', FieldBytes - name.Length - 2).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append(isEnded ? "\r\n" : "X-Last: ").ToString());
    }

    private static ReadOnlyMemory<byte> Get(string path, string fields = "") =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: exporter\r\n{fields}\r\n");
}
