// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Tests.Simulator;

/// <summary>Parses documents of simulated tasks.</summary>
internal static class Documents
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static SimulatedTask StartTask(string scenario, int seed = 0) => Scenario.Find(scenario)!.StartTask(Start, seed);

    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static JsonElement TaskAfter(this SimulatedTask task, double seconds) =>
        Parse(task.TaskDocument(Start.AddSeconds(seconds)));

    public static JsonElement StatsAfter(this SimulatedTask task, double seconds) =>
        Parse(task.StatsDocument(Start.AddSeconds(seconds)));

    public static JsonElement Container(this JsonElement task, string name) =>
        task.GetProperty("Containers").EnumerateArray().Single(container => container.GetProperty("Name").GetString() == name);

    /// <summary>The statistics of a container, found by its id in the task document of the same moment.</summary>
    public static JsonElement ContainerStatsAfter(this SimulatedTask task, string name, double seconds) =>
        task.StatsAfter(seconds).GetProperty(task.TaskAfter(seconds).Container(name).GetProperty("DockerId").GetString()!);

    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.GetProperty(name);
        }

        return element;
    }

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);
}
