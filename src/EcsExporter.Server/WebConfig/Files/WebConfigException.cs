// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.WebConfig.Files;

/// <summary>The web configuration file, or a file it names, cannot be used. The message never quotes a secret.</summary>
internal sealed class WebConfigException(string message) : Exception(message)
{
    private const int LongestKey = 32;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@<");

    /// <summary>Quotes a key for an error message. What does not look like a key may be a misplaced hash or private key, and is not quoted.</summary>
    public static string Quote(string key) =>
        key.Length <= LongestKey && !key.AsSpan().ContainsAnyExcept(KeyCharacters) ? $"\"{key}\"" : "(not quoted, it may be a secret)";

    /// <summary>An error at a line of the file, counted from 1.</summary>
    public static WebConfigException AtLine(long line, string message) => new($"yaml: line {line}: {message}");
}
