// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// Captured documents, a directory for each task with <c>task.json</c>, <c>stats.json</c> or both: in ECS_EXPORTER_FIXTURES, or beside
/// the repository in <c>shared/fixtures</c>.
/// </summary>
internal static class Fixtures
{
    /// <summary>The directory; null when there is none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The names of the tasks.</summary>
    public static IReadOnlyList<string> Names { get; } = Root is null
        ? []
        : [.. Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is "task.json" or "stats.json")
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!))
            .Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>A document of a task, or null when it was not captured.</summary>
    public static byte[]? Read(string name, string document)
    {
        var path = Path.Combine(Root!, name, document);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ECS_EXPORTER_FIXTURES") is { Length: > 0 } given)
        {
            return Path.GetFullPath(given);
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "EcsExporter.slnx")))
            {
                var beside = Path.Combine(directory.FullName, "..", "shared", "fixtures");
                return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
            }
        }

        return null;
    }
}
