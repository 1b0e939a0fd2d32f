// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>One log call, before it is written in a format.</summary>
/// <param name="Time">When it was made.</param>
/// <param name="Level">Trace is written as DEBUG, Critical as ERROR: the ecosystem knows four levels.</param>
/// <param name="Source">The logger's category.</param>
/// <param name="Message">The text of <c>msg</c>.</param>
/// <param name="Attributes">Names as in the code (<c>listenAddress</c>) and values; written as <c>listen_address</c>.</param>
/// <param name="Error">Written as <c>err</c>: the types and messages of it and its inner exceptions.</param>
/// <param name="WithStack">Whether the error's stack trace is written too, as <c>stack</c>.</param>
internal readonly record struct LogRecord(
    DateTimeOffset Time,
    LogLevel Level,
    string Source,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Attributes,
    Exception? Error = null,
    bool WithStack = false)
{
    // Under this key the logging abstractions hand over the template, which Message already says.
    private const string TemplateKey = "{OriginalFormat}";

    /// <summary>The message before its placeholders were filled; empty when the call had no template.</summary>
    public string Template => Attributes.FirstOrDefault(attribute => attribute.Key == TemplateKey).Value as string ?? "";

    /// <summary>The line that takes this one's place when it cannot be put into words.</summary>
    public LogRecord Failed(Exception failure) =>
        this with { Level = LogLevel.Error, Message = "Log call failed", Attributes = [], Error = failure };

    /// <summary>All keys and values in the order in which they are written.</summary>
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

        if (Error is null)
        {
            yield break;
        }

        yield return new("err", Describe(Error));
        if (WithStack && Error.StackTrace is { } stack)
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
        // A framework's attribute must not pass for one of ours.
        "time" or "level" or "source" or "msg" => $"attr_{name.ToLowerInvariant()}",
        var key => key,
    };

    private static string Describe(Exception error)
    {
        var text = new StringBuilder();
        for (var current = error; current is not null; current = current.InnerException)
        {
            text.Append(text.Length == 0 ? "" : ": ").Append(current.GetType().Name).Append(": ").Append(current.Message);
            if (current is AggregateException)
            {
                // Its message already quotes all of its inner ones.
                break;
            }
        }

        return text.ToString();
    }
}
