// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    private const string Marker = "EcsExporter.slnx";

    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no {Marker} above {AppContext.BaseDirectory}");
    }
}
