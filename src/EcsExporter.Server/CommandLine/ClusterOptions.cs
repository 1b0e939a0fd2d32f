// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>Holds the options of the command <c>cluster</c>: what it reads from a region, and what discovery lists.</summary>
internal sealed class ClusterOptions(FlagSet flags)
{
    /// <summary>The region; null for the region of the environment.</summary>
    public string? Region { get; } = flags.Single(
        "cluster.region", "REGION", null, FlagParsers.AwsRegion,
        $"With the command cluster: the region to read. Defaults to {Aws.AwsRegion.Variable}, which Fargate sets.",
        onlyFor: Command.Cluster);

    /// <summary>Names or ARNs of clusters; empty for all clusters of the region.</summary>
    public IReadOnlyList<string> Names { get; } = flags.List(
        "cluster.name", "NAMES", FlagParsers.Text,
        "With the command cluster: read only these clusters (comma-separated names or ARNs). Defaults to all clusters of the region. Repeatable.",
        onlyFor: Command.Cluster);

    /// <summary>Globs of service names to include; empty for all.</summary>
    public IReadOnlyList<string> ServiceInclude { get; } = flags.List(
        "cluster.service-include", "GLOBS", FlagParsers.Glob,
        "With the command cluster: read only services whose name matches one of these comma-separated globs (*, ?). "
        + "Tasks that no service started are always read. Repeatable.",
        onlyFor: Command.Cluster);

    /// <summary>Globs of service names to exclude.</summary>
    public IReadOnlyList<string> ServiceExclude { get; } = flags.List(
        "cluster.service-exclude", "GLOBS", FlagParsers.Glob,
        "With the command cluster: do not read services whose name matches one of these comma-separated globs (*, ?). Repeatable.",
        onlyFor: Command.Cluster);

    /// <summary>The time from the start of one refresh to the start of the next.</summary>
    public TimeSpan Interval { get; } = flags.Single(
        "cluster.interval", "DURATION", "30s", static text => FlagParsers.DurationFromOneSecond(text),
        "With the command cluster: time between reads of the API. "
        + "Large regions are read less often, so that the exporter uses at most a quarter of the account's API request rate.",
        onlyFor: Command.Cluster);

    /// <summary>The timeout of one request.</summary>
    public TimeSpan Timeout { get; } = flags.Single(
        "cluster.timeout", "DURATION", "10s", FlagParsers.PositiveDuration,
        "With the command cluster: timeout of each request to the API.",
        onlyFor: Command.Cluster);

    /// <summary>Overrides the address of the ECS API; null for AWS's own.</summary>
    public Uri? EcsEndpoint { get; } = flags.Single(
        "cluster.ecs-endpoint", "URI", null, FlagParsers.HttpUri,
        "With the command cluster: address of the ECS API, such as a VPC endpoint. Defaults to the API of the region.",
        onlyFor: Command.Cluster);

    /// <summary>Overrides the address of the EC2 API; null for AWS's own.</summary>
    public Uri? Ec2Endpoint { get; } = flags.Single(
        "cluster.ec2-endpoint", "URI", null, FlagParsers.HttpUri,
        "With the command cluster: address of the EC2 API, which returns the addresses of instances. Defaults to the API of the region.",
        onlyFor: Command.Cluster);

    /// <summary>The name of the exporter's container in tasks.</summary>
    public string DiscoveryContainer { get; } = flags.Single(
        "cluster.sd-container", "NAME", "ecs-exporter", FlagParsers.Text,
        "With the command cluster: /sd lists the container with this name in each running task.",
        onlyFor: Command.Cluster);

    /// <summary>The port that the exporter's container listens on.</summary>
    public int DiscoveryPort { get; } = flags.Single(
        "cluster.sd-port", "PORT", "9779", FlagParsers.Port,
        "With the command cluster: port of the container named by --cluster.sd-container.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the port of a container. A container with this label is listed.</summary>
    public string PortLabel { get; } = flags.Single(
        "cluster.sd-port-label", "LABEL", "PROMETHEUS_EXPORTER_PORT", FlagParsers.Text,
        "With the command cluster: /sd also lists each container with this Docker label, whose value is the container's port. "
        + "The CloudWatch agent uses ECS_PROMETHEUS_EXPORTER_PORT.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the path of a container's metrics.</summary>
    public string PathLabel { get; } = flags.Single(
        "cluster.sd-path-label", "LABEL", "PROMETHEUS_EXPORTER_PATH", FlagParsers.Text,
        "With the command cluster: Docker label with the path of the container's metrics. "
        + "The CloudWatch agent uses ECS_PROMETHEUS_METRICS_PATH.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the scheme of a container's metrics.</summary>
    public string SchemeLabel { get; } = flags.Single(
        "cluster.sd-scheme-label", "LABEL", "PROMETHEUS_EXPORTER_SCHEME", FlagParsers.Text,
        "With the command cluster: Docker label with the scheme of the container's metrics, http or https.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the job name of a container.</summary>
    public string JobLabel { get; } = flags.Single(
        "cluster.sd-job-label", "LABEL", "PROMETHEUS_EXPORTER_JOB_NAME", FlagParsers.Text,
        "With the command cluster: Docker label whose value /sd returns as __meta_ecs_container_job. "
        + "The CloudWatch agent uses ECS_PROMETHEUS_JOB_NAME.",
        onlyFor: Command.Cluster);
}
