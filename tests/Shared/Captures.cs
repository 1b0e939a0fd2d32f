// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.TestSupport;

/// <summary>
/// Reads documents captured from real platforms, which are not part of this project. Each capture is a folder with <c>task.json</c>,
/// <c>stats.json</c> or both. ECS_EXPORTER_FIXTURES names the folder of all captures; it defaults to <c>shared/fixtures</c> beside the checkout.
/// </summary>
internal static class Captures
{
    /// <summary>The folder of all captures; null when there is none.</summary>
    public static string? Folder { get; } = Existing(
        Environment.GetEnvironmentVariable("ECS_EXPORTER_FIXTURES") is { Length: > 0 } named ? named : RepositoryRoot.File("..", "shared", "fixtures"));

    /// <summary>The names of the captures that have one of these documents: paths in the folder, with slashes.</summary>
    public static IReadOnlyList<string> With(params IReadOnlyList<string> documents) => Folder is null
        ? []
        :
        [
            .. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
                .Where(file => documents.Contains(Path.GetFileName(file)))
                .Select(file => Path.GetRelativePath(Folder, Path.GetDirectoryName(file)!).Replace('\\', '/'))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A file of a capture; null when the capture has no such file.</summary>
    public static byte[]? Read(string capture, string file)
    {
        var path = Path.Combine(Folder!, capture, file);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <inheritdoc cref="Read"/>
    public static string? ReadText(string capture, string file) => Read(capture, file) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>A folder that exists, or null.</summary>
    private static string? Existing(string folder) => Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
}
