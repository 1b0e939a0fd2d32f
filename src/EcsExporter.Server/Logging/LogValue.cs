// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Logging;

/// <summary>What an attribute's value looks like in a log line, whatever the format.</summary>
internal static class LogValue
{
    /// <summary>
    /// Invariant text: RFC 3339 in UTC for times, Go durations, comma-separated lists, URIs without what may be secret in them
    /// (user info, query, fragment), and <c>null</c> for null.
    /// </summary>
    public static string ToText(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan duration => GoDuration.Format(duration),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        Uri uri => WithoutSecrets(uri),
        IEnumerable<string> list => string.Join(',', list),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };

    private static string WithoutSecrets(Uri uri) => uri.IsAbsoluteUri
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : uri.OriginalString.Split('?', '#')[0];
}
