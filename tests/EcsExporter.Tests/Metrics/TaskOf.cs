// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>Scrapes of tasks that have only the fields that a test needs.</summary>
internal static class TaskOf
{
    /// <summary>A task with one container <c>a</c>; each argument is the text of JSON properties, such as <c>"ExitCode": 1</c>.</summary>
    public static Scrape One(string stats = "", string container = "", string task = "") => new(
        $$"""{ {{Before(task)}} "Containers": [{ {{Before(container)}} "Name": "a", "DockerId": "1" }] }""",
        $$"""{ "1": { {{stats}} } }""");

    /// <summary>A task without containers.</summary>
    public static Scrape Empty(string task, params CommonLabel<TaskSnapshot>[] labels) => new($$"""{ {{task}} }""", "{}", labels: labels);

    /// <summary>A task with containers of these names, which use 100 MB each and have received as many bytes as their position.</summary>
    public static Scrape Named(ContainerSelection selection, params string[] names) => new(
        """{ "LaunchType": "FARGATE", "KnownStatus": "RUNNING", "Limits": { "CPU": 1, "Memory": 1024 }, """
            + $$""" "Containers": [ {{string.Join(',', names.Select(Container))}} ] }""",
        $$"""{ {{string.Join(',', names.Select(Stats))}} }""",
        selection);

    private static string Container(string name, int index) =>
        $$"""{ "Name": "{{name}}", "DockerId": "{{index}}", "KnownStatus": "RUNNING", "Type": "{{(name[0] == '~' ? "CNI_PAUSE" : "NORMAL")}}" }""";

    private static string Stats(string _, int index) =>
        $$"""
        "{{index}}": {
          "read": "2026-03-01T12:00:10Z", "preread": "2026-03-01T12:00:00Z",
          "cpu_stats": { "cpu_usage": { "total_usage": 3000000000 } },
          "precpu_stats": { "cpu_usage": { "total_usage": 2000000000 } },
          "memory_stats": { "usage": 104857600, "stats": { "anon": 1, "inactive_file": 0 } },
          "networks": { "eth0": { "rx_bytes": {{index}} } }
        }
        """;

    private static string Before(string properties) => properties.Length == 0 ? "" : properties + ",";
}
