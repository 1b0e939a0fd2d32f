// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>The two documents that are read for a scrape.</summary>
public enum EndpointDocument
{
    /// <summary><c>/task</c>: metadata of the task and its containers.</summary>
    Task,

    /// <summary><c>/task/stats</c>: Docker's stats by container id.</summary>
    TaskStats,
}
