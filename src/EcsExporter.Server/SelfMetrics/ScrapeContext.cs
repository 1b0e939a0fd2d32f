// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.Metrics;
using EcsExporter.Server.Push;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Everything that one scrape publishes. It is read once, before the scrape is rendered; the figures of the exporter are null when they are
/// not published.
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

    public ProcessFigures? Process { get; init; }

    public RuntimeFigures? Runtime { get; init; }

    public HandlerFigures? Handler { get; init; }

    public PushFigures? Push { get; init; }

    /// <summary>The families about the exporter itself, over the parts of a scrape.</summary>
    public static IEnumerable<MetricFamily<ScrapeContext>> SelfFamilies() =>
    [
        .. BuildInfo.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.IsOwn ? BuildInfo.Current : null)),
        .. HostFamilies.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Host)),
        .. HandlerFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Handler)),
        .. ProcessFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Process)),
        .. PushFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Push)),
        .. RuntimeFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Runtime)),
    ];
}
