// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EcsExporter.Exposition;

/// <summary>Chooses the format and the compression that a client asks for. Unreadable headers get the default, never an error.</summary>
public static class Negotiation
{
    /// <summary>
    /// The format a client prefers: the highest quality first, then the order in the header. Media types that are unknown, malformed or refused
    /// (q=0) are ignored; without a usable one, the format is text. When a client names an escaping scheme for metric names, the
    /// <c>Content-Type</c> confirms the scheme; this exporter's names are the same in every scheme.
    /// </summary>
    /// <param name="accept">The values of the header <c>Accept</c>.</param>
    public static (ExpositionFormat Format, string ContentType) Format(IList<string> accept)
    {
        var (best, bestQuality, escaping) = (ExpositionFormat.Text, 0.0, default(StringSegment));
        _ = MediaTypeHeaderValue.TryParseList(accept, out var asked);
        foreach (var mediaType in asked ?? [])
        {
            var quality = Quality(mediaType);
            if (quality > bestQuality && Supported(mediaType) is { } format)
            {
                (best, bestQuality, escaping) = (format, quality, Parameter(mediaType, "escaping"));
            }
        }

        return (best, ContentType(best, escaping));
    }

    /// <summary>
    /// Whether the client prefers a gzip-compressed response: it accepts gzip with a higher quality than identity. A malformed header counts as
    /// absent.
    /// </summary>
    /// <param name="acceptEncoding">The values of the header <c>Accept-Encoding</c>.</param>
    public static bool Gzip(IList<string> acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var codings))
        {
            return false;
        }

        double gzip = 0;
        double identity = 0;
        foreach (var coding in codings)
        {
            if (coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                gzip = coding.Quality ?? 1;
            }
            else if (coding.Value.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                identity = coding.Quality ?? 1;
            }
        }

        return gzip > identity;
    }

    private static ExpositionFormat? Supported(MediaTypeHeaderValue mediaType)
    {
        var version = Parameter(mediaType, "version");
        if (mediaType.MatchesAllTypes || Is(mediaType.MediaType, "text/*"))
        {
            return ExpositionFormat.Text;
        }

        if (Is(mediaType.MediaType, "text/plain"))
        {
            return version.Length == 0 || version == "0.0.4" || version == "1.0.0" ? ExpositionFormat.Text : null;
        }

        if (Is(mediaType.MediaType, "application/openmetrics-text"))
        {
            return version.Length == 0 || version == "1.0.0" ? ExpositionFormat.OpenMetrics1 : version == "0.0.1" ? ExpositionFormat.OpenMetrics001 : null;
        }

        return Is(mediaType.MediaType, "application/vnd.google.protobuf")
            && Parameter(mediaType, "proto") == "io.prometheus.client.MetricFamily"
            && Parameter(mediaType, "encoding") == "delimited"
                ? ExpositionFormat.Protobuf
                : null;
    }

    /// <summary>Text 0.0.4 supports the scheme <c>underscores</c> only; the other formats confirm the scheme that the client asked for.</summary>
    private static string ContentType(ExpositionFormat format, StringSegment escaping) => escaping.Value switch
    {
        "allow-utf-8" or "underscores" or "dots" or "values" =>
            $"{format.ContentType}; escaping={(format == ExpositionFormat.Text ? "underscores" : escaping.Value)}",
        _ => format.ContentType,
    };

    /// <summary>The media type's quality. An absent or malformed quality counts as 1, and a quality above 1 is reduced to 1.</summary>
    private static double Quality(MediaTypeHeaderValue mediaType) =>
        double.TryParse(Parameter(mediaType, "q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? Math.Min(quality, 1) : 1;

    /// <summary>The value of a parameter without its quotes; empty when the media type does not have the parameter.</summary>
    private static StringSegment Parameter(MediaTypeHeaderValue mediaType, string name)
    {
        foreach (var parameter in mediaType.Parameters)
        {
            if (Is(parameter.Name, name))
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value);
            }
        }

        return StringSegment.Empty;
    }

    private static bool Is(StringSegment text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
