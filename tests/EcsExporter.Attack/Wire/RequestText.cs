// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Attack.Wire;

/// <summary>HTTP/1.1 requests, whole and unfinished.</summary>
internal static class RequestText
{
    private const int FieldBytes = 512;

    /// <summary>A complete request for the metrics.</summary>
    public static ReadOnlyMemory<byte> Scrape { get; } = Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n");

    /// <summary>The same, compressed.</summary>
    public static ReadOnlyMemory<byte> CompressedScrape { get; } =
        Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: exporter\r\nAccept-Encoding: gzip\r\n\r\n");

    /// <summary>A request of that many bytes without the empty line that would end it: many fields of half a kilobyte each.</summary>
    public static ReadOnlyMemory<byte> Unfinished(int bytes)
    {
        var text = new StringBuilder("GET /metrics HTTP/1.1\r\nHost: exporter\r\n", bytes);
        for (var number = 0; text.Length + FieldBytes <= bytes; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"X-Field-{number}: ");
            _ = text.Append(name).Append('x', FieldBytes - name.Length - 2).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A request whose only other field is one line of that many bytes; ended or not.</summary>
    public static ReadOnlyMemory<byte> WithOneField(int bytes, bool isEnded) => Encoding.ASCII.GetBytes(
        $"GET /-/healthy HTTP/1.1\r\nHost: exporter\r\nX-Field: {new string('x', bytes)}{(isEnded ? "\r\n\r\n" : "")}");
}
