// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.Logging;
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.CommandLine;

/// <summary>
/// Holds all options. They are parsed once, at startup. Each property declares its flag, and the order of the properties is the order of the help.
/// </summary>
internal sealed class ExporterOptions(FlagSet flags, IEnumerable<Collector> collectors)
{
    public WebOptions Web { get; } = new(flags);

    public LogOptions Log { get; } = new(flags);

    public EcsOptions Ecs { get; } = new(flags);

    public MetricsOptions Metrics { get; } = new(flags);

    public PushOptions Push { get; } = new(flags);

    public ClusterOptions Cluster { get; } = new(flags);

    /// <summary>How long the exporter keeps serving after the first signal.</summary>
    public TimeSpan ShutdownLinger { get; } = flags.Single(
        "shutdown.linger", "DURATION", "0s", FlagParsers.Duration,
        "Keep serving for this long after SIGTERM, so that Prometheus can scrape a stopping task once more. "
        + "A second signal ends the exporter at once. Must be shorter than the task's stop timeout.");

    /// <summary>The name of the scenario for the demo, unchecked, because only the simulator knows which scenarios exist.</summary>
    public string DemoScenario { get; } = flags.Single(
        "scenario", "NAME", "fargate", static text => text,
        "With the command demo: the task to simulate, or cluster to simulate a region.",
        onlyFor: Command.Demo);

    /// <summary>The names of the enabled collectors, in ordinal order.</summary>
    public IReadOnlySet<string> Collectors { get; } = EnabledCollectors(flags, collectors);

    /// <summary>The flags, in the order of the help.</summary>
    public IReadOnlyList<Flag> Flags { get; } = flags.All;

    /// <summary>The names of all environment variables that the options read.</summary>
    public IEnumerable<string> Variables { get; } = flags.Variables;

    private static SortedSet<string> EnabledCollectors(FlagSet flags, IEnumerable<Collector> collectors)
    {
        var disableDefaults = flags.Switch(
            "collector.disable-defaults",
            "Disable all collectors except those enabled by their own flag or variable.");
        return new SortedSet<string>(
            from collector in collectors.OrderBy(collector => collector.Name, StringComparer.Ordinal)
            let given = flags.SwitchIfGiven("collector." + collector.Name, collector.EnabledByDefault, collector.Help)
            where given ?? (collector.EnabledByDefault && !disableDefaults)
            select collector.Name,
            StringComparer.Ordinal);
    }
}

/// <summary>Holds the options of the HTTP server.</summary>
internal sealed class WebOptions(FlagSet flags)
{
    /// <summary>The addresses to listen on; at least one. <see cref="HasDefaultAddress"/> tells whether the user chose them.</summary>
    public IReadOnlyList<ListenAddress> ListenAddresses { get; } = flags.Repeatable(
        "web.listen-address", "ADDRESS", ":9779", ListenAddress.Parse,
        "Address to listen on: host:port, :port for all addresses of the task, or [::1]:port. Repeatable.");

    // The flag declared last is --web.listen-address.
    private readonly bool _hasAddress = flags.IsGiven(flags.All[^1]);

    /// <summary>Whether the user chose no address.</summary>
    public bool HasDefaultAddress => !_hasAddress && !SystemdSocket;

    /// <summary>The path of the metrics. It begins with <c>/</c>.</summary>
    public string TelemetryPath { get; } = flags.Single(
        "web.telemetry-path", "PATH", "/metrics", FlagParsers.TelemetryPath,
        "Path of the metrics. With /, there is no status page.");

    /// <summary>The path of the web configuration file; null for none.</summary>
    public string? ConfigFile { get; } = flags.Single(
        "web.config.file", "PATH", "", static text => text.Length > 0 ? text : null,
        "Web configuration file for TLS, basic authentication, security headers and a rate limit. "
        + "It is reloaded when it changes. While it is invalid, requests get status 500.");

    /// <summary>Whether systemd passes the listening sockets.</summary>
    public bool SystemdSocket { get; } = flags.Switch(
        "web.systemd-socket",
        "Listen on the sockets that systemd passes (LISTEN_FDS) instead of --web.listen-address. Linux only.");

    /// <summary>The most scrapes answered at the same time; 0 for no limit.</summary>
    public int MaxRequests { get; } = flags.Single(
        "web.max-requests", "N", "40", FlagParsers.Count,
        "Maximum number of parallel scrapes. A further scrape waits up to a second, then gets status 503. 0 disables the limit.");

    /// <summary>Whether process, runtime and handler metrics are omitted.</summary>
    public bool DisableExporterMetrics { get; } = flags.Switch(
        "web.disable-exporter-metrics",
        "Exclude the metrics about the exporter itself (process, runtime, handler, build). ecs_up and the endpoint's metrics stay.");
}

/// <summary>Holds the options of the log.</summary>
internal sealed class LogOptions(FlagSet flags)
{
    /// <summary>The lowest level that is logged: Debug, Information, Warning or Error.</summary>
    public LogLevel Level { get; } = flags.Single(
        "log.level", "LEVEL", "info",
        FlagParsers.OneOf(("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error)),
        "Log only lines of this level and above: debug, info, warn or error. At debug, every failed read of the endpoint is logged.");

    /// <summary>The format of log lines.</summary>
    public LogFormat Format { get; } = flags.Single(
        "log.format", "FORMAT", "logfmt",
        FlagParsers.OneOf(("logfmt", LogFormat.Logfmt), ("json", LogFormat.Json)),
        "Format of log lines: logfmt or json.");
}

/// <summary>Holds the options for reading the task metadata endpoint.</summary>
/// <exception cref="UsageException">Containers are both included and excluded.</exception>
internal sealed class EcsOptions(FlagSet flags)
{
    /// <summary>The absolute http or https address of the endpoint; null for the address that ECS sets in the environment.</summary>
    public Uri? MetadataUri { get; } = flags.Single(
        "ecs.metadata-uri", "URI", null, FlagParsers.HttpUri,
        "Address of the task metadata endpoint. Defaults to ECS_CONTAINER_METADATA_URI_V4 or, without that, ECS_CONTAINER_METADATA_URI.");

    /// <summary>The timeout of each request; more than zero.</summary>
    public TimeSpan Timeout { get; } = flags.Single(
        "ecs.timeout", "DURATION", "4s", FlagParsers.PositiveDuration,
        "Timeout of each read of the metadata endpoint. When it expires, scrapes return ecs_up 0. "
        + "A scrape with a shorter timeout returns ecs_up 0 earlier, while the read continues.");

    /// <summary>How long a reading is cached for; zero for no cache.</summary>
    public TimeSpan CacheTtl { get; } = flags.Single(
        "ecs.cache-ttl", "DURATION", "1s", FlagParsers.Duration,
        "Cache the answers of the metadata endpoint for this long. With 0, every scrape reads the endpoint.");

    /// <summary>The containers that are published.</summary>
    public ContainerSelection Containers { get; } = SelectedContainers(flags);

    /// <summary>Whether the exporter reads all tasks of its host.</summary>
    public DaemonSetting Daemon { get; } = flags.Single(
        "ecs.daemon", "WHEN", "auto",
        FlagParsers.OneOf(("auto", DaemonSetting.Auto), ("on", DaemonSetting.On), ("off", DaemonSetting.Off)),
        "Publish all tasks of the instance, not only the exporter's own; the label instance is then the task's id. "
        + "auto does so if the exporter runs as a Managed Daemon on Managed Instances. "
        + "A Managed Daemon listens on loopback only, unless --web.listen-address is set.");

    private static ContainerSelection SelectedContainers(FlagSet flags)
    {
        var include = flags.List(
            "ecs.container-include", "GLOBS", FlagParsers.Glob,
            "Publish only containers whose name matches one of these comma-separated globs (*, ?). "
            + "Task metrics other than ecs_task_containers still include all containers. Repeatable. Cannot be used with --ecs.container-exclude.");
        var exclude = flags.List(
            "ecs.container-exclude", "GLOBS", FlagParsers.Glob,
            "Do not publish containers whose name matches one of these comma-separated globs (*, ?). "
            + "Task metrics other than ecs_task_containers still include all containers. Repeatable. Cannot be used with --ecs.container-include.");
        var includeInternal = flags.Switch(
            "ecs.include-internal-containers",
            "Also publish the containers that ECS runs for its own purposes, such as ~internal~ecs~pause.");
        return include.Count > 0 && exclude.Count > 0
            ? throw new UsageException("--ecs.container-include and --ecs.container-exclude are mutually exclusive")
            : new ContainerSelection(includeInternal, include, exclude);
    }
}

/// <summary>When the exporter reads all tasks of its host instead of only its own task.</summary>
internal enum DaemonSetting
{
    /// <summary>When it runs as a Managed Daemon on Managed Instances.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>Holds the labels that are added to series.</summary>
internal sealed class MetricsOptions(FlagSet flags)
{
    /// <summary>The labels with a constant value, for every series.</summary>
    public IReadOnlyList<CommonLabel<object>> ConstantLabels { get; } = flags.Repeatable(
        "metrics.label", "NAME=VALUE", null, text => FlagParsers.ConstantLabel(text, flags.Origin("metrics.label")),
        "Add this label to every series, including those about the exporter itself. "
        + "A label that a metric already has is an error. Repeatable.");

    /// <summary>Returns the labels with a constant value, for a type of scrape.</summary>
    public List<CommonLabel<TScrape>> ConstantLabelsOf<TScrape>()
        where TScrape : class
    {
        List<CommonLabel<TScrape>> labels = [];
        foreach (var label in ConstantLabels)
        {
            labels.Add(label.From<TScrape>(static scrape => scrape));
        }

        return labels;
    }

    /// <summary>The labels that identify the task.</summary>
    public IReadOnlyList<CommonLabel<TaskSnapshot>> TaskLabels { get; } = flags.List(
        "metrics.task-labels", "LABELS", FlagParsers.OneOf([.. EcsExporter.Metrics.Collectors.TaskLabels.Choices]),
        "Add these comma-separated labels to every ecs_* series that lacks them: cluster, family, revision, task_id, service. "
        + "Use this if collectors scrape localhost and would merge the series of different tasks. "
        + "While the endpoint fails, the labels keep their last values; before the first read, they are empty.");
}
