// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>Everything that one scrape publishes. It is read once, before the scrape is rendered; the figures of the exporter are null when they are not published.</summary>
/// <param name="task">What ECS says of the task.</param>
internal sealed class ScrapeContext(TaskSnapshot task)
{
    /// <summary>What ECS says of the task.</summary>
    public TaskSnapshot Task => task;

    /// <summary>What the operating system says of this process.</summary>
    public ProcessFigures? Process { get; init; }

    /// <summary>What the .NET runtime says of itself.</summary>
    public RuntimeFigures? Runtime { get; init; }

    /// <summary>What the metrics handler has answered.</summary>
    public HandlerFigures? Handler { get; init; }

    /// <summary>The families about the exporter itself, over the parts of a scrape.</summary>
    public static IEnumerable<MetricFamily<ScrapeContext>> SelfFamilies(BuildInfo build) =>
    [
        .. InfoFamilies.Of(build),
        .. HandlerFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Handler)),
        .. ProcessFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Process)),
        .. RuntimeFigures.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Runtime)),
    ];
}
