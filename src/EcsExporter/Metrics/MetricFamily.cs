// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>How a family's values behave over time.</summary>
public enum MetricType
{
    /// <summary>Only grows, and starts again at zero when its subject restarts.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,
}

/// <summary>The name, type, help text and labels of a metric, without the source of its values.</summary>
public abstract class MetricFamily
{
    private protected MetricFamily(string name, MetricType type, string help, IReadOnlyList<string> labelNames)
    {
        Name = name;
        Type = type;
        Help = help;
        LabelNames = labelNames;
    }

    /// <summary>The family's name.</summary>
    public string Name { get; }

    /// <summary>Counter or gauge.</summary>
    public MetricType Type { get; }

    /// <summary>The help text, unescaped.</summary>
    public string Help { get; }

    /// <summary>The family's own labels, in ordinal order.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>The source, the platforms and other tools' names, for the reference page; null for families about the exporter itself.</summary>
    internal MetricReference? Reference { get; init; }
}

/// <summary>
/// Declares one metric: its name, meaning and the source of its values. The output, its order and the reference page follow from the declaration.
/// </summary>
/// <typeparam name="TSource">The type the family reads, such as the snapshot of a task.</typeparam>
/// <param name="name">The family's name, with the unit and, for counters, <c>_total</c>.</param>
/// <param name="type">Counter or gauge.</param>
/// <param name="help">One or two sentences: the meaning, and the trap if there is one.</param>
/// <param name="labelNames">The family's own labels, in ordinal order.</param>
/// <param name="collect">Adds the samples that the source has, in ordinal order of their label values; none when the source field is absent.</param>
public sealed class MetricFamily<TSource>(
    string name, MetricType type, string help, IReadOnlyList<string> labelNames, Action<TSource, Samples> collect)
    : MetricFamily(name, type, help, labelNames)
    where TSource : class
{
    /// <summary>The same family for a scrape that contains the source as a part. A scrape without that part has no samples of the family.</summary>
    public MetricFamily<TScrape> From<TScrape>(Func<TScrape, TSource?> part)
        where TScrape : class =>
        new(Name, Type, Help, LabelNames, (scrape, samples) =>
        {
            if (part(scrape) is { } source)
            {
                collect(source, samples);
            }
        })
        { Reference = Reference };

    /// <summary>Adds the source's samples of this family.</summary>
    internal void Collect(TSource source, Samples samples) => collect(source, samples);
}

/// <summary>What the reference page adds to a family's declaration: its source, its platforms and its names in other tools.</summary>
/// <param name="Source">The fields of the endpoint's documents from which the value is read.</param>
/// <param name="Platforms">The platforms on which those fields exist.</param>
/// <param name="GoExporter">Its name in the Go exporter 0.4.</param>
/// <param name="Telegraf">Measurement and field in Telegraf's <c>inputs.ecs</c>.</param>
/// <param name="OpenTelemetry">Its name in the OpenTelemetry collector's <c>awsecscontainermetrics</c> receiver (ADOT).</param>
/// <param name="ContainerInsights">Its name in CloudWatch Container Insights.</param>
/// <param name="Cadvisor">Its name in cAdvisor.</param>
internal sealed record MetricReference(
    string Source, string Platforms, string? GoExporter = null, string? Telegraf = null,
    string? OpenTelemetry = null, string? ContainerInsights = null, string? Cadvisor = null);

/// <summary>The usual values of <see cref="MetricReference.Platforms"/>.</summary>
internal static class Platforms
{
    public const string All = "all";
    public const string Linux = "Linux";
    public const string LinuxAndFargateWindows = "Linux; Fargate on Windows";
    public const string CgroupV1AndFargateWindows = "Linux, cgroup v1; Fargate on Windows";
    public const string CgroupV1 = "Linux, cgroup v1";
    public const string CgroupV2 = "Linux, cgroup v2";
    public const string Windows = "Windows";
    public const string FargateLinux = "Fargate on Linux";
    public const string FargateAndManagedInstances = "Fargate, Managed Instances";
}
