// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Holds everything that one scrape of a task publishes. It is complete before the scrape is rendered.
/// </summary>
internal sealed class ScrapeContext(TaskSnapshot task)
{
    public TaskSnapshot Task => task;

    /// <summary>All tasks of the host in a Managed Daemon; null otherwise, and for a target other than the exporter's own task.</summary>
    public HostSnapshot? Host { get; init; }

    /// <summary>The ID of the task in daemon mode; otherwise empty.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Whether the task is the exporter's own. The exporter's own figures belong to it.</summary>
    public bool IsOwn { get; init; } = true;

    /// <summary>The documents that were read, in ordinal order of their labels.</summary>
    public ImmutableArray<DocumentState> Documents => Host is null ? task.Documents : [.. task.Documents, .. Host.Documents];

    /// <summary>The exporter's own figures; null when they are disabled.</summary>
    public SelfFigures? Self { get; init; }
}
