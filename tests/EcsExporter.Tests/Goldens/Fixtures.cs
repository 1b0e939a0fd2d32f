// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

/// <summary>
/// Captured documents of the endpoint, which are not part of this project: a folder for each capture with <c>task.json</c>,
/// <c>stats.json</c> or both.
/// </summary>
internal static class Fixtures
{
    private const string Variable = "ECS_EXPORTER_FIXTURES";

    private static string Folder { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : Path.Combine(RepositoryRoot.Path, "..", "shared", "fixtures");

    /// <summary>Faults met in the field, a folder beside the captures.</summary>
    private static string Cases { get; } = Path.Combine(Folder, "..", "cases");

    /// <summary>The captures, as paths with slashes in the folder.</summary>
    public static IReadOnlyList<string> Captures()
    {
        RequireFolder();
        return
        [
            .. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) is "task.json" or "stats.json")
                .Select(file => Path.GetRelativePath(Folder, Path.GetDirectoryName(file)!).Replace('\\', '/'))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Skips the test when there are no captures.</summary>
    public static void RequireFolder() => Assert.SkipUnless(Directory.Exists(Folder), $"there are no captured payloads: {Variable} names no folder");

    /// <summary>Skips the test when there is no folder of cases.</summary>
    public static void RequireCases() => Assert.SkipUnless(Directory.Exists(Cases), $"there is no folder of cases beside the one that {Variable} names");

    /// <summary>A file of a case.</summary>
    public static string ReadCase(string name, string file) => File.ReadAllText(Path.Combine(Cases, name, file));

    /// <summary>The documents a capture has.</summary>
    public static Scrape Scrape(string capture) => new(Read(capture, "task.json"), Read(capture, "stats.json"));

    /// <summary>A file of a capture; null when it has none of that name.</summary>
    public static string? Read(string capture, string file)
    {
        var path = Path.Combine(Folder, capture, file);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
