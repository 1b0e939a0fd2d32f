// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>Programs that some tests need. Without one they are skipped, or fail where ECS_EXPORTER_REQUIRE_TOOLS is 1.</summary>
internal static class Tools
{
    public static string Promtool => Find("promtool");

    public static string Prometheus => Find("prometheus");

    private static string Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
        if (path is null && Environment.GetEnvironmentVariable("ECS_EXPORTER_REQUIRE_TOOLS") == "1")
        {
            Assert.Fail($"{name} is not on the PATH, and ECS_EXPORTER_REQUIRE_TOOLS is 1");
        }

        Assert.SkipWhen(path is null, $"{name} is not on the PATH");
        return path!;
    }
}
