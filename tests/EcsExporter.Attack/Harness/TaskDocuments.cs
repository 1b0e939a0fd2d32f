// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Attack.Harness;

/// <summary>The two documents of a task, or of all tasks on a host, as UTF-8 JSON.</summary>
internal sealed record TaskDocuments(ReadOnlyMemory<byte> Task, ReadOnlyMemory<byte> Stats)
{
    // With these fields only, documents of thousands of containers stay below the exporter's limit, and each container still has dozens of series.
    private static readonly string[] FewFields = ["DockerId", "Name", "KnownStatus", "Limits", "StartedAt"];
    private static readonly string[] FewStats = ["read", "cpu_stats", "memory_stats", "pids_stats"];

    /// <summary>The documents of a Fargate task with this many containers.</summary>
    public static TaskDocuments OfSize(int containers)
    {
        var now = TimeProvider.System.GetUtcNow();
        var task = Scenario.OfSize(containers).StartTask(now - TimeSpan.FromMinutes(10));
        return new TaskDocuments(task.TaskDocument(now), task.StatsDocument(now));
    }

    /// <summary>The documents of a host with this many tasks of three containers, as a Managed Daemon gets them.</summary>
    public static TaskDocuments OfHost(int tasks)
    {
        var now = TimeProvider.System.GetUtcNow();
        var daemon = Scenario.OfHostSize(tasks).StartTask(now - TimeSpan.FromMinutes(10));
        return new TaskDocuments(daemon.Document(EndpointDocument.Tasks, now), daemon.Document(EndpointDocument.TasksStats, now));
    }

    /// <summary>The documents of a task whose containers have names of this many bytes, at most 4 KiB; ECS allows at most 255.</summary>
    public static TaskDocuments WithLongNames(int containers, int nameBytes) =>
        Repeated(containers, number => Name(number).PadRight(nameBytes, 'x'));

    /// <summary>The documents of a task whose containers have few fields, so that thousands of them fit into the exporter's limit.</summary>
    public static TaskDocuments WithFewFields(int containers) => Repeated(containers, Name);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"app-{number:D5}");

    /// <summary>Repeats the last container of a task of two, each time with another name and id.</summary>
    private static TaskDocuments Repeated(int containers, Func<int, string> name)
    {
        var pattern = OfSize(2);
        var task = JsonNode.Parse(pattern.Task.Span)!;
        var stats = JsonNode.Parse(pattern.Stats.Span)!;
        var container = task["Containers"]![1]!.AsObject();
        var sample = stats[(string)container["DockerId"]!]!.AsObject();
        Keep(container, FewFields);
        Keep(sample, FewStats);
        Keep(sample["cpu_stats"]!.AsObject(), ["cpu_usage"]);
        Keep(sample["memory_stats"]!.AsObject(), ["usage", "limit"]);

        var list = new JsonArray();
        var samples = new JsonObject();
        for (var number = 0; number < containers; number++)
        {
            var id = number.ToString("x64", CultureInfo.InvariantCulture);
            var another = container.DeepClone();
            another["DockerId"] = id;
            another["Name"] = name(number);
            list.Add(another);
            samples[id] = sample.DeepClone();
        }

        task["Containers"] = list;
        return new TaskDocuments(JsonSerializer.SerializeToUtf8Bytes(task), JsonSerializer.SerializeToUtf8Bytes(samples));
    }

    private static void Keep(JsonObject from, string[] names)
    {
        foreach (var name in from.Select(static member => member.Key).Except(names).ToList())
        {
            _ = from.Remove(name);
        }
    }
}
