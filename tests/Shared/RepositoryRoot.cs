// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TestSupport;

/// <summary>Finds the folder of the checkout above the folder from which the tests run.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find(string folder)
    {
        while (!System.IO.File.Exists(System.IO.Path.Combine(folder, "EcsExporter.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        }

        return folder;
    }
}
