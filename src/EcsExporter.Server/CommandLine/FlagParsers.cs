// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using EcsExporter.Metrics;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.CommandLine;

/// <summary>
/// Parses the values of flags and variables. Each parser throws a <see cref="FormatException"/>. Its message says what was expected and, unless it
/// may be a secret, what was found. The caller adds the name of the flag or variable.
/// </summary>
internal static class FlagParsers
{
    private static readonly SearchValues<char> LabelNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly string[] OwnHeaders = ["Authorization", "Connection", "Expect", "Host", "Transfer-Encoding", "User-Agent"];

    /// <summary>The characters of a token (RFC 9110, section 5.6.2).</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The limit that longer durations are reduced to, because .NET's timers accept at most 49 days.</summary>
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(30);

    /// <summary>
    /// Parses the spellings that Go's <c>strconv.ParseBool</c> accepts, because exporters written in Go parse their switches with it. YAML tools and
    /// Python's <c>str(True)</c> write <c>True</c>.
    /// </summary>
    public static bool Boolean(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"value must be one of true, false, 1, 0, got '{text}'"),
    };

    /// <summary>Returns a parser for one of several names, ignoring case.</summary>
    public static Func<string, T> OneOf<T>(params (string Name, T Value)[] choices) => text =>
        Array.FindIndex(choices, choice => choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? choices[index].Value
            : throw new FormatException($"value must be one of {string.Join(", ", choices.Select(choice => choice.Name))}, got '{text}'");

    /// <summary>Parses a duration of 0 or more.</summary>
    public static TimeSpan Duration(string text) => ParseDuration(text, TimeSpan.Zero, "0 or more");

    /// <summary>Parses a duration of more than 0.</summary>
    public static TimeSpan PositiveDuration(string text) => ParseDuration(text, TimeSpan.FromTicks(1), "more than 0");

    /// <summary>Parses a duration of at least one second.</summary>
    public static TimeSpan DurationFromOneSecond(string text) => ParseDuration(text, TimeSpan.FromSeconds(1), "1s or more");

    /// <summary>Parses a whole number, 0 or more.</summary>
    public static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new FormatException($"number must be whole and 0 or more, got '{text}'");

    /// <summary>Parses a port from 1 to 65535.</summary>
    public static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new FormatException($"port must be a whole number from 1 to 65535, got '{text}'");

    /// <summary>Parses an absolute http or https URI.</summary>
    public static Uri? HttpUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            // The message does not quote the URI, because it may contain a password, and standard error is stored in logs.
            : throw new FormatException("URI must be absolute and begin with http:// or https://");

    /// <summary>
    /// Parses a receiver's URL as <see cref="HttpUri"/> does. It refuses user information, which would appear in process lists and logs.
    /// </summary>
    public static Uri? ReceiverUri(string text) =>
        HttpUri(text) is { UserInfo: "" } uri
            ? uri
            : throw new FormatException("URL must not contain a user or password: use --push.username and --push.password-file");

    /// <summary>Parses any text that is not empty.</summary>
    public static string Text(string text) => text.Length > 0 ? text : throw new FormatException("value must not be empty");

    /// <summary>Parses the name of an AWS region.</summary>
    public static string AwsRegion(string text) =>
        Aws.AwsRegion.IsRegion(text) ? text : throw new FormatException($"region must look like eu-west-1, got '{text}'");

    /// <summary>Parses a header, <c>NAME=VALUE</c>. No message quotes the value, because it may be a token.</summary>
    public static KeyValuePair<string, string> Header(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? ("", "") : (text[..equals], text[(equals + 1)..]);
        return name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters) || value.Any(char.IsControl)
            ? throw new FormatException("header must be NAME=VALUE, with a name of letters, digits and hyphens and no control characters in the value; "
                + "in a variable, a comma begins the next header")
            : IsOwnHeader(name)
                ? throw new FormatException($"header must be one that the exporter does not set itself, got '{name}'; --push.auth sets Authorization")
                : new(name, value);
    }

    /// <summary>Parses a path for the metrics. It must not be the path of a health or readiness check.</summary>
    public static string TelemetryPath(string text) => text switch
    {
        _ when text is not ['/', ..] || text.AsSpan().IndexOfAny("?# ") >= 0 || text.Any(char.IsControl) =>
            throw new FormatException($"path must begin with / and have no query, fragment or space, got '{text}'"),
        "/-/healthy" or "/-/ready" or "/health" => throw new FormatException($"path must not be a health check path, got '{text}'"),
        _ => text,
    };

    /// <summary>Splits a list at commas. A list without parts is returned unchanged, so that the parser of its parts refuses it.</summary>
    public static IReadOnlyList<string> SplitAtCommas(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 ? parts : [text];
    }

    /// <summary>Parses a glob.</summary>
    public static string Glob(string text) =>
        text.Length > 0 ? text : throw new FormatException("glob must not be empty");

    /// <summary>Parses a label for every series, <c>NAME=VALUE</c>.</summary>
    /// <param name="text">The label.</param>
    /// <param name="origin">What follows the flag in a message that names the label, as <see cref="FlagSet.Origin"/> returns it.</param>
    public static CommonLabel<object> ConstantLabel(string text, string origin)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !IsLabelName(text.AsSpan(0, equals)))
        {
            throw new FormatException(
                $"label must be NAME=VALUE, with a name of letters, digits and _ that does not begin with a digit or __, got '{text}'");
        }

        var value = text[(equals + 1)..];
        return new CommonLabel<object>(text[..equals], $"--metrics.label={text}{origin}", _ => value);
    }

    private static TimeSpan ParseDuration(string text, TimeSpan shortest, string range) =>
        GoDuration.TryParse(text, out var duration) ?
            duration >= shortest
                ? duration < LongestDuration ? duration : LongestDuration
                : throw new FormatException($"duration must be {range}, got '{text}'")
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? throw new FormatException($"duration must have a unit, like {text}s or {text}ms, got '{text}'")
            : throw new FormatException($"duration must be {range}, like 500ms, 4s or 1m30s, got '{text}'");

    private static bool IsOwnHeader(string name) =>
        OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Prometheus-", StringComparison.OrdinalIgnoreCase);

    private static bool IsLabelName(ReadOnlySpan<char> name) =>
        !name.IsEmpty
        && !char.IsAsciiDigit(name[0])
        && !name.StartsWith("__")
        && !name.ContainsAnyExcept(LabelNameCharacters);
}
