// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace EcsExporter.Exposition;

/// <summary>Chooses the format and the compression that a client asks for; whatever it sends, there is an answer.</summary>
public static class Negotiation
{
    private static (ExpositionFormat Format, string ContentType) Default => (ExpositionFormat.Text, ExpositionFormat.Text.ContentType);

    /// <summary>
    /// The format a client prefers: the highest quality first, then the order in the header; media types that are not
    /// known here, malformed or refused (q=0) are passed over. Text if nothing is left. A client that names an escaping
    /// scheme for metric names gets it confirmed in the <c>Content-Type</c>; the names here are the same in all.
    /// </summary>
    /// <param name="accept">The values of the header <c>Accept</c>.</param>
    public static (ExpositionFormat Format, string ContentType) Format(IList<string> accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var asked))
        {
            return Default;
        }

        // OrderBy keeps the header's order among equals.
        foreach (var mediaType in asked.Where(type => Quality(type) > 0).OrderByDescending(Quality))
        {
            if (Supported(mediaType) is { } format)
            {
                return WithEscaping(format, Parameter(mediaType, "escaping"));
            }
        }

        return Default;
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
        return mediaType.MediaType.ToString().ToUpperInvariant() switch
        {
            "TEXT/PLAIN" when version is "" or "0.0.4" or "1.0.0" => ExpositionFormat.Text,
            "TEXT/*" or "*/*" => ExpositionFormat.Text,
            "APPLICATION/OPENMETRICS-TEXT" when version is "" or "1.0.0" => ExpositionFormat.OpenMetrics1,
            "APPLICATION/OPENMETRICS-TEXT" when version is "0.0.1" => ExpositionFormat.OpenMetrics001,
            "APPLICATION/VND.GOOGLE.PROTOBUF"
                when Parameter(mediaType, "proto") == "io.prometheus.client.MetricFamily" && Parameter(mediaType, "encoding") == "delimited" =>
                ExpositionFormat.Protobuf,
            _ => null,
        };
    }

    /// <summary>Text 0.0.4 knows one scheme, and says so; the others confirm what was asked for.</summary>
    private static (ExpositionFormat Format, string ContentType) WithEscaping(ExpositionFormat format, string escaping) => escaping switch
    {
        "allow-utf-8" or "underscores" or "dots" or "values" =>
            (format, $"{format.ContentType}; escaping={(format == ExpositionFormat.Text ? "underscores" : escaping)}"),
        _ => (format, format.ContentType),
    };

    /// <summary>Not <see cref="MediaTypeHeaderValue.Quality"/>, which takes a malformed quality for none, and leaves ones above 1 as they are.</summary>
    private static double Quality(MediaTypeHeaderValue mediaType)
    {
        var text = Parameter(mediaType, "q");
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? Math.Min(quality, 1) : 1;
    }

    private static string Parameter(MediaTypeHeaderValue mediaType, string name)
    {
        foreach (var parameter in mediaType.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value).ToString();
            }
        }

        return "";
    }
}
