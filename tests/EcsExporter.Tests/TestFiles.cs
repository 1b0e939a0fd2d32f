// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace EcsExporter.Tests;

/// <summary>Reads files of this project by their path in the project.</summary>
internal static class TestFiles
{
    private static readonly Assembly Assembly = typeof(TestFiles).Assembly;

    /// <summary>All paths in the folder that end in the suffix.</summary>
    public static IEnumerable<string> Find(string folder, string suffix) =>
        Assembly.GetManifestResourceNames()
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The file's text.</summary>
    public static string Read(string path)
    {
        using var stream = Assembly.GetManifestResourceStream(path) ?? throw new FileNotFoundException($"the test project has no {path}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
