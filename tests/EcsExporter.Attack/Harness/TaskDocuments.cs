// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;

namespace EcsExporter.Attack.Harness;

/// <summary>The two documents of a task, as UTF-8 JSON.</summary>
internal sealed record TaskDocuments(ReadOnlyMemory<byte> Task, ReadOnlyMemory<byte> Stats)
{
    /// <summary>A Fargate task of that many containers, as ECS describes it.</summary>
    public static TaskDocuments OfSize(int containers)
    {
        var now = TimeProvider.System.GetUtcNow();
        var task = Scenario.OfSize(containers).StartTask(now - TimeSpan.FromMinutes(10));
        return new TaskDocuments(task.TaskDocument(now), task.StatsDocument(now));
    }
}
