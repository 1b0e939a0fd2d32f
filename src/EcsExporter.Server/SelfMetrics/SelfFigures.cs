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
    public static List<MetricFamily<TScrape>> Families<TScrape>(Func<TScrape, SelfFigures?> part)
        where TScrape : class
    {
        List<MetricFamily<TScrape>> families = [];
        AddFrom(families, BuildInfo.Families(), scrape => part(scrape) is null ? null : BuildInfo.Current);
        AddFrom(families, HandlerFigures.Families(), scrape => part(scrape)?.Handler);
        AddFrom(families, ProcessFigures.Families(), scrape => part(scrape)?.Process);
        AddFrom(families, PushFigures.Families(), scrape => part(scrape)?.Push);
        AddFrom(families, RuntimeFigures.Families(), scrape => part(scrape)?.Runtime);
        return families;
    }

    private static void AddFrom<TScrape, TPart>(List<MetricFamily<TScrape>> families, IEnumerable<MetricFamily<TPart>> own, Func<TScrape, TPart?> part)
        where TScrape : class
        where TPart : class
    {
        foreach (var family in own)
        {
            families.Add(family.From(part));
        }
    }
}
