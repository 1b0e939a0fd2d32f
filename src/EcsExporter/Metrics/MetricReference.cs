// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>What the reference page says of a family beside its declaration: where it comes from, where it appears, and what others call it.</summary>
/// <param name="Source">The fields of the endpoint's documents it is read from.</param>
/// <param name="Platforms">Where those fields exist.</param>
internal sealed record MetricReference(string Source, string Platforms)
{
    /// <summary>Its name in the Go exporter 0.4.</summary>
    public string? GoExporter { get; init; }

    /// <summary>Measurement and field in Telegraf's <c>inputs.ecs</c>.</summary>
    public string? Telegraf { get; init; }

    /// <summary>Its name in the OpenTelemetry collector's <c>awsecscontainermetrics</c> receiver (ADOT).</summary>
    public string? OpenTelemetry { get; init; }

    /// <summary>Its name in CloudWatch Container Insights.</summary>
    public string? ContainerInsights { get; init; }

    /// <summary>Its name in cAdvisor.</summary>
    public string? Cadvisor { get; init; }
}

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
