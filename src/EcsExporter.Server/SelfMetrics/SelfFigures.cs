// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>Holds the figures of the exporter itself at one moment.</summary>
/// <param name="Process">The figures of the operating system.</param>
/// <param name="Handler">The figures of the metrics handler.</param>
/// <param name="Push">The figures of push; null when push is disabled.</param>
internal sealed record SelfFigures(ProcessFigures Process, HandlerFigures Handler, PushFigures? Push)
{
    /// <summary>The figures of the runtime.</summary>
    public RuntimeFigures Runtime { get; } = new();

    /// <summary>Returns the families of the exporter itself, for a type of scrape that contains the figures.</summary>
    /// <param name="part">Returns the figures of a scrape; null when they are disabled.</param>
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
