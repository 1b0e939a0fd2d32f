// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Architecture;

/// <summary>Tests the sizes of source files and folders: a file holds one concept and can be read in one sitting.</summary>
public sealed class SourceSizeTests
{
    private static readonly string[] Folders = ["src", "tests", "bench", "deploy"];

    private static readonly (string Path, string[] Lines)[] Files =
    [
        .. Folders.SelectMany(SourcesIn).Order(StringComparer.Ordinal)
            .Select(static path => (Path.GetRelativePath(RepositoryRoot.Path, path), File.ReadAllLines(path))),
    ];

    /// <summary>The files of the library and the executable.</summary>
    private static readonly (string Path, string[] Lines)[] Shipped =
    [
        .. Files.Where(static file => file.Path.StartsWith(Path.Join("src", "EcsExporter") + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || file.Path.StartsWith(Path.Join("src", "EcsExporter.Server") + Path.DirectorySeparatorChar, StringComparison.Ordinal)),
    ];

    [Fact]
    public void ShippedFiles_MedianOfLines_IsFrom60To100()
    {
        int[] lines = [.. Shipped.Select(static file => file.Lines.Length).Order()];

        Assert.InRange((lines[lines.Length / 2] + lines[(lines.Length - 1) / 2]) / 2.0, 60, 100);
    }

    [Fact]
    public void ShippedFiles_Lines_AreAtMost350() =>
        AssertNone(Shipped.Where(static file => file.Lines.Length > 350).Select(static file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void SourceFolders_Files_AreAtMost16() =>
        AssertNone(Files.Where(static file => file.Path.StartsWith("src", StringComparison.Ordinal))
            .CountBy(static file => Path.GetDirectoryName(file.Path)!)
            .Where(static folder => folder.Value > 16).Select(static folder => $"{folder.Key}: {folder.Value} files"));

    [Fact]
    public void Lines_Characters_AreAtMost160() =>
        AssertNone(
            from file in Files
            from line in file.Lines.Index()
            where line.Item.Length > 160
            select $"{file.Path}:{line.Index + 1}: {line.Item.Length} characters");

    private static void AssertNone(IEnumerable<string> tooLarge)
    {
        var all = string.Join('\n', tooLarge);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<string> SourcesIn(string folder) =>
        Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.cs").Concat(
            Directory.EnumerateDirectories(RepositoryRoot.File(folder)).Where(static child => Path.GetFileName(child) is not ("bin" or "obj" or "node_modules"))
                .SelectMany(static child => SourcesIn(child)));
}
