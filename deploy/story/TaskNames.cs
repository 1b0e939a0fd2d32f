// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Story;

/// <summary>The names, ids and limits in the task's document, which never change.</summary>
internal sealed class TaskNames(SimulatedTask task)
{
    private readonly JsonNode _task = JsonNode.Parse(task.TaskDocument(task.StartedAt + TimeSpan.FromMinutes(1)))!;

    public string Cluster => _task[nameof(Cluster)]!.GetValue<string>().Split('/')[^1];

    public string TaskId => _task["TaskARN"]!.GetValue<string>().Split('/')[^1];

    public string Family => _task[nameof(Family)]!.GetValue<string>();

    public long TaskMemoryMebibytes => _task["Limits"]!["Memory"]!.GetValue<long>();

    /// <summary>The container's entry in a task document.</summary>
    public static JsonNode Container(JsonNode task, string name) =>
        task["Containers"]!.AsArray().Single(container => container!["Name"]!.GetValue<string>() == name)!;

    /// <summary>The container's id, which is the key of its statistics.</summary>
    public string DockerId(string container) => Container(_task, container)["DockerId"]!.GetValue<string>();

    /// <summary>The container's own memory limit.</summary>
    public long MemoryMebibytes(string container) => Container(_task, container)["Limits"]!["Memory"]!.GetValue<long>();
}
