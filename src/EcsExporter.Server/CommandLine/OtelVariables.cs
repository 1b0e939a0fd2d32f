// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.CommandLine;

/// <summary>
/// Reads the variables of OpenTelemetry's exporters (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). With OTLP, they set what no flag
/// sets. They never enable push by themselves, because they may be meant for other containers of the task definition.
/// </summary>
/// <exception cref="UsageException">A variable that is used has an invalid value.</exception>
internal sealed class OtelVariables(FlagSet flags, bool isOtlp)
{
    private const string UrlVariable = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_METRICS_HEADERS";
    private const string TimeoutVariable = "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT";
    private const string ResourceVariable = "OTEL_RESOURCE_ATTRIBUTES";

    /// <summary>The receiver; null without OTLP or when no variable names one.</summary>
    public Uri? Url { get; } = Read(flags, isOtlp, UrlVariable, FlagParsers.ReceiverUri);

    /// <summary>The timeout of one request, which the variable gives in milliseconds.</summary>
    public TimeSpan? Timeout { get; } = Read<TimeSpan?>(flags, isOtlp, TimeoutVariable, static text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException($"timeout must be a whole number of milliseconds, got '{text}'"));

    /// <summary>Additional headers of the requests.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } =
        Read(flags, isOtlp, HeadersVariable, static text => Pairs(text).Select(static pair => FlagParsers.Header($"{pair.Key}={pair.Value}")).ToList()) ?? [];

    /// <summary>The attributes of the resource.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes { get; } =
        Read(flags, isOtlp, ResourceVariable, static text => Pairs(text).ToList()) ?? [];

    private static T? Read<T>(FlagSet flags, bool isOtlp, string name, Func<string, T> parse)
    {
        if (!isOtlp || flags.Variable(name) is not { } text)
        {
            return default;
        }

        try
        {
            return parse(text);
        }
        catch (FormatException error)
        {
            throw new UsageException($"{error.Message} (from {name})");
        }
    }

    /// <summary>Parses pairs of name and value in the format of W3C Baggage: separated by commas, with percent-encoded values.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text)
    {
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // The message quotes nothing, because the values may be secret.
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0
                ? new(pair[..equals].Trim(), Uri.UnescapeDataString(pair[(equals + 1)..].Trim()))
                : throw new FormatException("pairs must be NAME=VALUE, separated by commas");
        }
    }
}
