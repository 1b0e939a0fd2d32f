// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EcsExporter.Exposition;

/// <summary>Chooses the format and the compression that a client asks for; whatever it sends, there is an answer.</summary>
public static class Negotiation
{
    /// <summary>
    /// The format a client prefers: the highest quality first, then the order in the header; media types that are not
    /// known here, malformed or refused (q=0) are passed over. Text if nothing is left. A client that names an escaping
    /// scheme for metric names gets it confirmed in the <c>Content-Type</c>; the names here are the same in all.
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
    /// Whether the client prefers a gzip-compressed answer: it accepts gzip, and does not name identity as good or better. A
    /// header that cannot be read asks for nothing.
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

    /// <summary>Text 0.0.4 knows one scheme, and says so; the others confirm what was asked for.</summary>
    private static string ContentType(ExpositionFormat format, StringSegment escaping) => escaping.Value switch
    {
        "allow-utf-8" or "underscores" or "dots" or "values" =>
            $"{format.ContentType}; escaping={(format == ExpositionFormat.Text ? "underscores" : escaping.Value)}",
        _ => format.ContentType,
    };

    /// <summary>Not <see cref="MediaTypeHeaderValue.Quality"/>, which takes a malformed quality for none, and leaves ones above 1 as they are.</summary>
    private static double Quality(MediaTypeHeaderValue mediaType) =>
        double.TryParse(Parameter(mediaType, "q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? Math.Min(quality, 1) : 1;

    /// <summary>Without its quotes; empty when there is none.</summary>
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
