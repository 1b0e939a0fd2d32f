// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using EcsExporter.Server.Text;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>Holds a log call before it is formatted.</summary>
/// <param name="Time">When the call was made.</param>
/// <param name="Level">The level. Trace is written as DEBUG and Critical as ERROR, because Prometheus exporters have four levels.</param>
/// <param name="Source">The logger's category.</param>
/// <param name="Message">The text of <c>msg</c>.</param>
/// <param name="Attributes">Names as in the code (<c>listenAddress</c>, written as <c>listen_address</c>) and values.</param>
/// <param name="Error">The error. Its types and messages, with those of inner exceptions, are written as <c>err</c>.</param>
/// <param name="WithStack">Whether the error's stack trace is written as <c>stack</c>.</param>
internal readonly record struct LogRecord(
    DateTimeOffset Time,
    LogLevel Level,
    string Source,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Attributes,
    Exception? Error = null,
    bool WithStack = false)
{
    // The logging abstractions pass the message template under this key. Message is the template with its placeholders filled.
    private const string TemplateKey = "{OriginalFormat}";

    /// <summary>The message with its placeholders not filled; empty when the call had no template.</summary>
    public string Template => Attributes.FirstOrDefault(attribute => attribute.Key == TemplateKey).Value as string ?? "";

    /// <summary>Returns the line that replaces this one when it cannot be formatted.</summary>
    public LogRecord Failed(Exception failure) =>
        this with { Level = LogLevel.Error, Message = "Log call failed", Attributes = [], Error = failure };

    /// <summary>Returns all keys and values in the order of the line.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Fields()
    {
        yield return new("time", Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        yield return new("level", LevelName);
        yield return new("source", Source);
        yield return new("msg", Message);
        foreach (var (name, value) in Attributes)
        {
            if (name != TemplateKey)
            {
                yield return new(Key(name), value);
            }
        }

        if (Error is not null)
        {
            yield return new("err", Describe(Error));
        }

        if (WithStack && Error?.StackTrace is { } stack)
        {
            yield return new("stack", stack);
        }
    }

    private string LevelName => Level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error or LogLevel.Critical or LogLevel.None => "ERROR",
    };

    private static string Key(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name) switch
    {
        // An attribute of the framework must not replace a key of the line itself.
        "time" or "level" or "source" or "msg" => $"attr_{name.ToLowerInvariant()}",
        var key => key,
    };

    private static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";

        // The message of an AggregateException already contains the messages of all inner exceptions.
        return error is AggregateException || error.InnerException is not { } inner ? text : $"{text}: {Describe(inner)}";
    }
}

/// <summary>Formats the value of an attribute, equally for every log format.</summary>
internal static class LogValue
{
    /// <summary>
    /// Returns invariant text: RFC 3339 in UTC for times, Go durations, comma-separated lists, <c>null</c> for null, and URIs without the parts that
    /// may be secret (user info, query, fragment).
    /// </summary>
    public static string ToText(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan duration => GoDuration.Format(duration),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        Uri { IsAbsoluteUri: true } uri => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
        Uri uri => uri.OriginalString.Split('?', '#')[0],
        IEnumerable<string> list => string.Join(',', list),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };
}
