// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

/// <summary>The folder with the golden files of whole outputs.</summary>
internal static class GoldenFolder
{
    /// <summary>The path of the folder.</summary>
    public static string Path { get; } = System.IO.Path.Combine(RepositoryRoot.Path, "tests", "EcsExporter.Tests", "Goldens");

    /// <summary>Fails unless the file <paramref name="file"/> in this folder holds exactly <paramref name="actual"/>.</summary>
    public static void Check(string file, string actual) => Golden.Check(System.IO.Path.Combine(Path, file), actual);
}
