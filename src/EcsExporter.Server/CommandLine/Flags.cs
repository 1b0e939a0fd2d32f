// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.Logging;
using EcsExporter.TaskMetadata;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace EcsExporter.Server.CommandLine;

/// <summary>Every flag but the collectors', each declared once, in the order of the help.</summary>
internal static class Flags
{
    // Before the declarations, because these run in the order of the text.
    private static readonly List<Flag> Declared = [];

    public static readonly Flag<bool> Help = Declare(Flag.Action('h', "help", Command.Help,
        "Write this help to standard output."));

    public static readonly Flag<bool> Version = Declare(Flag.Action(null, "version", Command.Version,
        "Write version, revision and platform to standard output."));

    public static readonly Flag<IReadOnlyList<ListenAddress>> WebListenAddress = Declare(Flag.Repeatable(
        "web.listen-address", "ADDRESS", ":9779", ListenAddress.Parse,
        "Address to serve on: host:port, :port for every address of the task, or [::1]:port. Repeatable."));

    public static readonly Flag<string> WebTelemetryPath = Declare(Flag.Single(
        "web.telemetry-path", "PATH", "/metrics", FlagParsers.TelemetryPath,
        "Path that answers with the metrics. With / there is no landing page."));

    public static readonly Flag<string> WebConfigFile = Declare(Flag.Single(
        "web.config.file", "PATH", "", FlagParsers.Text,
        "Take TLS, basic authentication, security headers and a rate limit from this file. "
        + "It is read again when it changed; while it is broken, requests get status 500."));

    public static readonly Flag<bool> WebSystemdSocket = Declare(Flag.Switch(
        "web.systemd-socket",
        "Serve on the sockets that systemd passes on (LISTEN_FDS) instead of --web.listen-address. Linux only."));

    public static readonly Flag<int> WebMaxRequests = Declare(Flag.Single(
        "web.max-requests", "N", "40", FlagParsers.Count,
        "Answer this many scrapes at the same time; a further one waits up to a second for its turn, then gets status 503. 0 for no limit."));

    public static readonly Flag<bool> WebDisableExporterMetrics = Declare(Flag.Switch(
        "web.disable-exporter-metrics",
        "Leave out the metrics about the exporter itself (process, runtime, handler, build); ecs_up and those of the endpoint stay."));

    public static readonly Flag<Level> LogLevel = Declare(Flag.Single(
        "log.level", "LEVEL", "info",
        FlagParsers.OneOf(
            ("debug", Level.Debug),
            ("info", Level.Information),
            ("warn", Level.Warning),
            ("error", Level.Error)),
        "Log only lines of this level and above: debug, info, warn or error. At debug, every failed scrape is logged."));

    public static readonly Flag<LogFormat> LogFormat = Declare(Flag.Single(
        "log.format", "FORMAT", "logfmt",
        FlagParsers.OneOf(("logfmt", Logging.LogFormat.Logfmt), ("json", Logging.LogFormat.Json)),
        "Write log lines as logfmt or json."));

    public static readonly Flag<Uri?> EcsMetadataUri = Declare(Flag.Single(
        "ecs.metadata-uri", "URI", null, FlagParsers.HttpUri,
        "Read task metadata from here instead of ECS_CONTAINER_METADATA_URI_V4 or, without that, ECS_CONTAINER_METADATA_URI."));

    public static readonly Flag<TimeSpan> EcsTimeout = Declare(Flag.Single(
        "ecs.timeout", "DURATION", "4s", FlagParsers.PositiveDuration,
        "Give up on the metadata endpoint after this long; scrapes then say ecs_up 0. "
        + "A scrape with a shorter timeout of its own says so earlier, without ending the read for others."));

    public static readonly Flag<TimeSpan> EcsCacheTtl = Declare(Flag.Single(
        "ecs.cache-ttl", "DURATION", "1s", FlagParsers.Duration,
        "Answer scrapes from the last reading while it is younger than this. 0 reads the endpoint for every scrape."));

    public static readonly Flag<IReadOnlyList<string>> EcsContainerInclude = Declare(Flag.List(
        "ecs.container-include", "GLOBS", FlagParsers.Glob,
        "Publish only containers whose name matches one of these globs (*, ?), separated by commas. "
        + "Figures of the whole task still count all containers. Repeatable; not together with --ecs.container-exclude."));

    public static readonly Flag<IReadOnlyList<string>> EcsContainerExclude = Declare(Flag.List(
        "ecs.container-exclude", "GLOBS", FlagParsers.Glob,
        "Publish no containers whose name matches one of these globs (*, ?), separated by commas. "
        + "Figures of the whole task still count all containers. Repeatable; not together with --ecs.container-include."));

    public static readonly Flag<bool> EcsIncludeInternalContainers = Declare(Flag.Switch(
        "ecs.include-internal-containers",
        "Publish also the containers that ECS runs for its own purposes, such as ~internal~ecs~pause."));

    public static readonly Flag<IReadOnlyList<CommonLabel<TaskSnapshot>>> MetricsLabel = Declare(Flag.Repeatable(
        "metrics.label", "NAME=VALUE", null, FlagParsers.ConstantLabel,
        "Add this label to every series, those of the exporter itself included. "
        + "A name that a metric already has is an error. Repeatable."));

    public static readonly Flag<IReadOnlyList<CommonLabel<TaskSnapshot>>> MetricsTaskLabels = Declare(Flag.List(
        "metrics.task-labels", "LABELS", FlagParsers.OneOf([.. TaskLabels.Choices]),
        "Add these labels to every ecs_* series that lacks them, separated by commas: cluster, family, revision, task_id, service. "
        + "For collectors that scrape localhost and would otherwise merge the series of different tasks. "
        + "While the endpoint fails, they keep the values it gave last; they are empty before it gave any."));

    public static readonly Flag<TimeSpan> ShutdownLinger = Declare(Flag.Single(
        "shutdown.linger", "DURATION", "0s", FlagParsers.Duration,
        "Keep serving this long after SIGTERM, so that the last scrape of a finishing task is not lost; "
        + "a second signal ends it at once. Keep it below the task's stop timeout."));

    public static readonly Flag<string> DemoScenario = Declare(Flag.Single(
        "scenario", "NAME", "fargate", FlagParsers.Text,
        "With the command demo: the task to simulate.",
        onlyFor: SubCommand.All.Single(command => command.Command == Command.Demo)));

    public static readonly Flag<bool> CollectorDisableDefaults = Declare(Flag.Switch(
        "collector.disable-defaults",
        "Turn every collector off except those turned on by their own flag or variable."));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Flag> All => Declared;

    private static Flag<T> Declare<T>(Flag<T> flag)
    {
        Declared.Add(flag);
        return flag;
    }
}
