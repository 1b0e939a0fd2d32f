// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>The exporter itself at one moment.</summary>
/// <param name="Process">What the operating system says of it.</param>
/// <param name="Handler">What its metrics handler has answered.</param>
/// <param name="Push">What its deliveries have come to; null when it delivers nothing.</param>
internal sealed record SelfFigures(ProcessFigures Process, HandlerFigures Handler, PushFigures? Push)
{
    /// <summary>What the runtime says of it.</summary>
    public RuntimeFigures Runtime { get; } = new();

    /// <summary>The families about the exporter itself, over a scrape that has the figures as one of its parts.</summary>
    /// <param name="part">The figures in a scrape; null when they are not published.</param>
    public static IEnumerable<MetricFamily<TScrape>> Families<TScrape>(Func<TScrape, SelfFigures?> part)
        where TScrape : class =>
    [
        .. BuildInfo.Families().Select(family => family.From<TScrape>(scrape => part(scrape) is null ? null : BuildInfo.Current)),
        .. HandlerFigures.Families().Select(family => family.From<TScrape>(scrape => part(scrape)?.Handler)),
        .. ProcessFigures.Families().Select(family => family.From<TScrape>(scrape => part(scrape)?.Process)),
        .. PushFigures.Families().Select(family => family.From<TScrape>(scrape => part(scrape)?.Push)),
        .. RuntimeFigures.Families().Select(family => family.From<TScrape>(scrape => part(scrape)?.Runtime)),
    ];
}
