// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Everything that one scrape of a task publishes. It is read once, before the scrape is rendered.
/// </summary>
internal sealed class ScrapeContext(TaskSnapshot task)
{
    public TaskSnapshot Task => task;

    /// <summary>All tasks of the host, if the exporter is a Managed Daemon; null for a target that is not the exporter's own task.</summary>
    public HostSnapshot? Host { get; init; }

    /// <summary>The id of the task in daemon mode; empty without it.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Whether the task is the exporter's own, to which the figures of the exporter belong.</summary>
    public bool IsOwn { get; init; } = true;

    /// <summary>The documents that the figures are from, in ordinal order of their labels.</summary>
    public ImmutableArray<DocumentState> Documents => Host is null ? task.Documents : [.. task.Documents, .. Host.Documents];

    /// <summary>The exporter itself; null when that is not published.</summary>
    public SelfFigures? Self { get; init; }
}
