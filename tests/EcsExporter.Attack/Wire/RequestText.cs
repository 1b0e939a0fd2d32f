// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Attack.Wire;

/// <summary>HTTP/1.1 requests, complete and unfinished.</summary>
internal static class RequestText
{
    // Long enough that 32 kB of headers are fewer than 100 fields, the most that Kestrel accepts.
    private const int FieldBytes = 512;

    /// <summary>A request for the metrics.</summary>
    public static ReadOnlyMemory<byte> Scrape { get; } = Get("/metrics");

    /// <summary>A request for the metrics, compressed with gzip.</summary>
    public static ReadOnlyMemory<byte> CompressedScrape { get; } = Get("/metrics", "Accept-Encoding: gzip\r\n");

    /// <summary>A request for the landing page.</summary>
    public static ReadOnlyMemory<byte> Page { get; } = Get("/");

    /// <summary>A request that consists mostly of header fields of half a kilobyte.</summary>
    /// <param name="bytes">The length; the request is at most one field shorter.</param>
    /// <param name="isEnded">Whether the empty line at the end is present.</param>
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
