// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>Holds the options of the command <c>cluster</c>: what it reads from a region, and what discovery lists.</summary>
internal sealed class ClusterOptions(FlagSet flags)
{
    /// <summary>The region; null for the region of the environment.</summary>
    public string? Region { get; } = flags.Single(
        "cluster.region", "REGION", null, FlagParsers.AwsRegion,
        $"With the command cluster: the region to read. By default {Aws.AwsRegion.Variable}, which Fargate sets.",
        onlyFor: Command.Cluster);

    /// <summary>Names or ARNs of clusters; empty for all clusters of the region.</summary>
    public IReadOnlyList<string> Names { get; } = flags.List(
        "cluster.name", "NAMES", FlagParsers.Text,
        "With the command cluster: read only these clusters, by name or ARN, separated by commas. By default all of the region. Repeatable.",
        onlyFor: Command.Cluster);

    /// <summary>Globs of service names to include; empty for all.</summary>
    public IReadOnlyList<string> ServiceInclude { get; } = flags.List(
        "cluster.service-include", "GLOBS", FlagParsers.Glob,
        "With the command cluster: read only services whose name matches one of these globs (*, ?), separated by commas. "
        + "Tasks that no service started are always read. Repeatable.",
        onlyFor: Command.Cluster);

    /// <summary>Globs of service names to exclude.</summary>
    public IReadOnlyList<string> ServiceExclude { get; } = flags.List(
        "cluster.service-exclude", "GLOBS", FlagParsers.Glob,
        "With the command cluster: read no services whose name matches one of these globs (*, ?), separated by commas. Repeatable.",
        onlyFor: Command.Cluster);

    /// <summary>The time from the start of one refresh to the start of the next.</summary>
    public TimeSpan Interval { get; } = flags.Single(
        "cluster.interval", "DURATION", "30s", static text => FlagParsers.DurationFromOneSecond(text),
        "With the command cluster: read the API this often. "
        + "Large regions are read less often, so that at most a quarter of the account's API requests are used.",
        onlyFor: Command.Cluster);

    /// <summary>The timeout of one request.</summary>
    public TimeSpan Timeout { get; } = flags.Single(
        "cluster.timeout", "DURATION", "10s", FlagParsers.PositiveDuration,
        "With the command cluster: give up on one request to the API after this long.",
        onlyFor: Command.Cluster);

    /// <summary>Overrides the address of the ECS API; null for AWS's own.</summary>
    public Uri? EcsEndpoint { get; } = flags.Single(
        "cluster.ecs-endpoint", "URI", null, FlagParsers.HttpUri,
        "With the command cluster: address of the ECS API, such as that of a VPC endpoint. By default that of the region.",
        onlyFor: Command.Cluster);

    /// <summary>Overrides the address of the EC2 API; null for AWS's own.</summary>
    public Uri? Ec2Endpoint { get; } = flags.Single(
        "cluster.ec2-endpoint", "URI", null, FlagParsers.HttpUri,
        "With the command cluster: address of the EC2 API, which knows the addresses of instances. By default that of the region.",
        onlyFor: Command.Cluster);

    /// <summary>The name of the exporter's container in tasks.</summary>
    public string DiscoveryContainer { get; } = flags.Single(
        "cluster.sd-container", "NAME", "ecs-exporter", FlagParsers.Text,
        "With the command cluster: /sd lists the container of this name in each running task.",
        onlyFor: Command.Cluster);

    /// <summary>The port that the exporter's container listens on.</summary>
    public int DiscoveryPort { get; } = flags.Single(
        "cluster.sd-port", "PORT", "9779", FlagParsers.Port,
        "With the command cluster: port that the container named by --cluster.sd-container listens on.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the port of a container. A container with this label is listed.</summary>
    public string PortLabel { get; } = flags.Single(
        "cluster.sd-port-label", "LABEL", "PROMETHEUS_EXPORTER_PORT", FlagParsers.Text,
        "With the command cluster: /sd also lists each container with this docker label, whose value is the port that it listens on. "
        + "The label of the CloudWatch agent is ECS_PROMETHEUS_EXPORTER_PORT.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the path of a container's metrics.</summary>
    public string PathLabel { get; } = flags.Single(
        "cluster.sd-path-label", "LABEL", "PROMETHEUS_EXPORTER_PATH", FlagParsers.Text,
        "With the command cluster: docker label with the path of the container's metrics. "
        + "The label of the CloudWatch agent is ECS_PROMETHEUS_METRICS_PATH.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the scheme of a container's metrics.</summary>
    public string SchemeLabel { get; } = flags.Single(
        "cluster.sd-scheme-label", "LABEL", "PROMETHEUS_EXPORTER_SCHEME", FlagParsers.Text,
        "With the command cluster: docker label with the scheme of the container's metrics, http or https.",
        onlyFor: Command.Cluster);

    /// <summary>The docker label with the job name of a container.</summary>
    public string JobLabel { get; } = flags.Single(
        "cluster.sd-job-label", "LABEL", "PROMETHEUS_EXPORTER_JOB_NAME", FlagParsers.Text,
        "With the command cluster: docker label whose value /sd passes on as __meta_ecs_container_job. "
        + "The label of the CloudWatch agent is ECS_PROMETHEUS_JOB_NAME.",
        onlyFor: Command.Cluster);
}
