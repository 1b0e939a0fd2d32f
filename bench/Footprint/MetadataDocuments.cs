// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Footprint;

/// <summary>The first documents of the endpoint; always the same for the same options.</summary>
internal sealed record MetadataDocuments(byte[] Task, byte[] Stats)
{
    private static readonly DateTimeOffset TaskStart = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan TaskAge = TimeSpan.FromMinutes(10);

    /// <summary>The path of the metadata; the stats are at <c>/stats</c> below it.</summary>
    public string Path { get; private init; } = "/task";

    /// <summary>The documents that the options select.</summary>
    public static MetadataDocuments For(Options options) => options switch
    {
        { TaskFile: { } task, StatsFile: { } stats } => new(File.ReadAllBytes(task), File.ReadAllBytes(stats)),
        { Containers: { } containers } => OfSize(containers),
        _ => Simulated(Scenario.Find("fargate")!),
    };

    /// <summary>The documents of a task with this many containers.</summary>
    public static MetadataDocuments OfSize(int containers) => Simulated(Scenario.OfSize(containers));

    /// <summary>The documents of a host with this many tasks, as a Managed Daemon sees them; its own task counts as one.</summary>
    public static MetadataDocuments OfHost(int tasks)
    {
        var task = Scenario.OfHostSize(tasks).StartTask(TaskStart);
        var now = TaskStart + TaskAge;
        return new(task.Document(EndpointDocument.Tasks, now), task.Document(EndpointDocument.TasksStats, now)) { Path = "/tasks" };
    }

    private static MetadataDocuments Simulated(Scenario scenario)
    {
        var task = scenario.StartTask(TaskStart);
        return new(task.TaskDocument(TaskStart + TaskAge), task.StatsDocument(TaskStart + TaskAge));
    }
}
