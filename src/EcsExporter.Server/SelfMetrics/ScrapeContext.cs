// SPDX-License-Identifier: Apache-2.0
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

    public ProcessFigures? Process { get; init; }

    public RuntimeFigures? Runtime { get; init; }

    public HandlerFigures? Handler { get; init; }

    public PushFigures? Push { get; init; }

    /// <summary>The families about the exporter itself, over the parts of a scrape.</summary>
    public static IEnumerable<MetricFamily<ScrapeContext>> SelfFamilies() =>
    [
        .. BuildInfo.Families().Select(static family => family.From<ScrapeContext>(static _ => BuildInfo.Current)),
        .. HandlerFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Handler)),
        .. ProcessFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Process)),
        .. PushFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Push)),
        .. RuntimeFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Runtime)),
    ];
}
