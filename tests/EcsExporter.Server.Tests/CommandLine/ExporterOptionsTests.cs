// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class ExporterOptionsTests
{
    // Flag, environment variable, a value, the default setting, and the setting with the value.
    public static TheoryData<string, string, string, string, string> Table => new()
    {
        { "web.listen-address", "ECS_EXPORTER_WEB_LISTEN_ADDRESS", "127.0.0.1:80", ":9779", "127.0.0.1:80" },
        { "web.telemetry-path", "ECS_EXPORTER_WEB_TELEMETRY_PATH", "/m", "/metrics", "/m" },
        { "web.telemetry-path", "ECS_EXPORTER_WEB_TELEMETRY_PATH", "/", "/metrics", "/" },
        { "web.config.file", "ECS_EXPORTER_WEB_CONFIG_FILE", "/etc/web.yml", "", "/etc/web.yml" },
        { "web.config.file", "ECS_EXPORTER_WEB_CONFIG_FILE", "", "", "" },
        { "web.systemd-socket", "ECS_EXPORTER_WEB_SYSTEMD_SOCKET", "true", "False", "True" },
        { "shutdown.linger", "ECS_EXPORTER_SHUTDOWN_LINGER", "10s", "0s", "10s" },
        { "web.max-requests", "ECS_EXPORTER_WEB_MAX_REQUESTS", "0", "40", "0" },
        { "web.disable-exporter-metrics", "ECS_EXPORTER_WEB_DISABLE_EXPORTER_METRICS", "true", "False", "True" },
        { "log.level", "ECS_EXPORTER_LOG_LEVEL", "debug", "Information", "Debug" },
        { "log.level", "ECS_EXPORTER_LOG_LEVEL", "info", "Information", "Information" },
        { "log.level", "ECS_EXPORTER_LOG_LEVEL", "WARN", "Information", "Warning" },
        { "log.level", "ECS_EXPORTER_LOG_LEVEL", "error", "Information", "Error" },
        { "log.format", "ECS_EXPORTER_LOG_FORMAT", "json", "Logfmt", "Json" },
        { "log.format", "ECS_EXPORTER_LOG_FORMAT", "logfmt", "Logfmt", "Logfmt" },
        { "ecs.metadata-uri", "ECS_EXPORTER_ECS_METADATA_URI", "http://127.0.0.1:51678/v4/x", "", "http://127.0.0.1:51678/v4/x" },
        { "ecs.timeout", "ECS_EXPORTER_ECS_TIMEOUT", "1.5s", "4s", "1.5s" },
        { "ecs.cache-ttl", "ECS_EXPORTER_ECS_CACHE_TTL", "0", "1s", "0s" },
        { "ecs.daemon", "ECS_EXPORTER_ECS_DAEMON", "on", "Auto", "On" },
        { "ecs.daemon", "ECS_EXPORTER_ECS_DAEMON", "OFF", "Auto", "Off" },
        { "ecs.container-include", "ECS_EXPORTER_ECS_CONTAINER_INCLUDE", "app*,db", "", "app* db" },
        { "ecs.container-exclude", "ECS_EXPORTER_ECS_CONTAINER_EXCLUDE", "envoy", "", "envoy" },
        { "ecs.include-internal-containers", "ECS_EXPORTER_ECS_INCLUDE_INTERNAL_CONTAINERS", "true", "False", "True" },
        { "metrics.label", "ECS_EXPORTER_METRICS_LABEL", "team=blue", "", "team=blue" },
        {
            "metrics.task-labels", "ECS_EXPORTER_METRICS_TASK_LABELS", "cluster,task_id", "",
            "--metrics.task-labels=cluster --metrics.task-labels=task_id"
        },
        { "collector.disable-defaults", "ECS_EXPORTER_COLLECTOR_DISABLE_DEFAULTS", "true", "cpu,memory", "" },
        { "collector.cpu", "ECS_EXPORTER_COLLECTOR_CPU", "false", "cpu,memory", "memory" },
        { "collector.memory", "ECS_EXPORTER_COLLECTOR_MEMORY", "false", "cpu,memory", "cpu" },
        { "collector.utilization", "ECS_EXPORTER_COLLECTOR_UTILIZATION", "1", "cpu,memory", "cpu,memory,utilization" },
        { "scenario", "ECS_EXPORTER_SCENARIO", "windows", "fargate", "windows" },
        { "cluster.region", "ECS_EXPORTER_CLUSTER_REGION", "eu-west-1", "", "eu-west-1" },
        { "cluster.name", "ECS_EXPORTER_CLUSTER_NAME", "prod,test", "", "prod test" },
        { "cluster.service-include", "ECS_EXPORTER_CLUSTER_SERVICE_INCLUDE", "api*,web", "", "api* web" },
        { "cluster.service-exclude", "ECS_EXPORTER_CLUSTER_SERVICE_EXCLUDE", "*-canary", "", "*-canary" },
        { "cluster.interval", "ECS_EXPORTER_CLUSTER_INTERVAL", "1m", "30s", "1m0s" },
        { "cluster.timeout", "ECS_EXPORTER_CLUSTER_TIMEOUT", "5s", "10s", "5s" },
        { "cluster.ecs-endpoint", "ECS_EXPORTER_CLUSTER_ECS_ENDPOINT", "https://vpce-1.ecs.example/", "", "https://vpce-1.ecs.example/" },
        { "cluster.ec2-endpoint", "ECS_EXPORTER_CLUSTER_EC2_ENDPOINT", "https://vpce-1.ec2.example/", "", "https://vpce-1.ec2.example/" },
        { "cluster.sd-container", "ECS_EXPORTER_CLUSTER_SD_CONTAINER", "metrics", "ecs-exporter", "metrics" },
        { "cluster.sd-port", "ECS_EXPORTER_CLUSTER_SD_PORT", "9000", "9779", "9000" },
        {
            "cluster.sd-port-label", "ECS_EXPORTER_CLUSTER_SD_PORT_LABEL", "ECS_PROMETHEUS_EXPORTER_PORT", "PROMETHEUS_EXPORTER_PORT",
            "ECS_PROMETHEUS_EXPORTER_PORT"
        },
        {
            "cluster.sd-path-label", "ECS_EXPORTER_CLUSTER_SD_PATH_LABEL", "ECS_PROMETHEUS_METRICS_PATH", "PROMETHEUS_EXPORTER_PATH",
            "ECS_PROMETHEUS_METRICS_PATH"
        },
        { "cluster.sd-scheme-label", "ECS_EXPORTER_CLUSTER_SD_SCHEME_LABEL", "SCHEME", "PROMETHEUS_EXPORTER_SCHEME", "SCHEME" },
        { "cluster.sd-job-label", "ECS_EXPORTER_CLUSTER_SD_JOB_LABEL", "ECS_PROMETHEUS_JOB_NAME", "PROMETHEUS_EXPORTER_JOB_NAME", "ECS_PROMETHEUS_JOB_NAME" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Parse_FlagOrVariable_SetsTheOption(string name, string variable, string value, string byDefault, string expected)
    {
        var flag = Cli.Parse().Options.Flags.Single(flag => flag.Name == name);
        var command = flag.OnlyFor == Command.Cluster ? "cluster" : "demo";
        string[] separate = (flag.IsSwitch, value) switch
        {
            (false, _) => ["--" + name, value],
            (true, "false") => ["--no-" + name],
            (true, _) => ["--" + name],
        };

        Assert.Equal(byDefault, Setting(name, Cli.Parse()));
        Assert.Equal(byDefault, Setting(name, Cli.ParseWith(variable, "")));
        Assert.Equal(expected, Setting(name, Cli.ParseWith(variable, value)));
        Assert.Equal(expected, Setting(name, Cli.Parse(command, $"--{name}={value}")));
        Assert.Equal(expected, Setting(name, Cli.Parse([.. separate, command])));
    }

    [Theory]
    [InlineData("1 t T true TRUE True", true)]
    [InlineData("0 f F false FALSE False", false)]
    public void Parse_SwitchInEachOfGosSpellings_IsOnOrOff(string spellings, bool expected)
    {
        string[] switches = [.. Cli.Parse().Options.Flags.Where(static flag => flag.IsNegatable && !IsOfPush(flag)).Select(static flag => flag.Name)];
        Assert.Contains("collector.cpu", switches);
        Assert.Contains("web.disable-exporter-metrics", switches);
        foreach (var spelling in spellings.Split(' '))
        {
            Assert.All(switches, name => Assert.Equal(
                Setting(name, Cli.Parse(expected ? $"--{name}" : $"--no-{name}")),
                Setting(name, Cli.Parse($"--{name}={spelling}"))));
            Assert.Equal(expected, Cli.Parse($"--collector.cpu={spelling}").Options.Collectors.Contains("cpu"));
            Assert.Equal(expected, Cli.ParseWith("ECS_EXPORTER_COLLECTOR_UTILIZATION", spelling).Options.Collectors.Contains("utilization"));
            Assert.Equal(expected, Cli.ParseWith("ECS_EXPORTER_WEB_DISABLE_EXPORTER_METRICS", spelling).Options.Web.DisableExporterMetrics);
        }
    }

    /// <summary>As in Go, other capitalization, other words and surrounding spaces are errors.</summary>
    [Theory]
    [InlineData("tRUE")]
    [InlineData("TRue")]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData(" true")]
    [InlineData("true ")]
    [InlineData("true\n")]
    public void Parse_SwitchInAnotherSpelling_IsRefused(string spelling)
    {
        Assert.Contains("value must be one of true, false, 1, 0, got ", Cli.ErrorOf($"--collector.cpu={spelling}"), StringComparison.Ordinal);
        Assert.Contains("value must be one of true, false, 1, 0, got ", Cli.ErrorWith("ECS_EXPORTER_COLLECTOR_CPU", spelling), StringComparison.Ordinal);
    }

    [Fact]
    public void All_EveryFlagOfTheExecutable_IsInTheTable() =>
        Assert.Equal(
            Cli.Parse().Options.Flags.Where(flag => flag.Runs is null && !IsOfPush(flag)).Select(flag => flag.Name).Order(StringComparer.Ordinal),
            Table.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Whether it is a flag of push, which <see cref="PushOptionsTests"/> test because these flags depend on each other.</summary>
    private static bool IsOfPush(Flag flag) => flag.Name.StartsWith("push.", StringComparison.Ordinal);

    private static string Setting(string flag, Invocation invocation)
    {
        var options = invocation.Options;
        return flag switch
        {
            "web.listen-address" => string.Join(' ', options.Web.ListenAddresses),
            "web.telemetry-path" => options.Web.TelemetryPath,
            "web.config.file" => options.Web.ConfigFile ?? "",
            "web.systemd-socket" => options.Web.SystemdSocket.ToString(),
            "shutdown.linger" => GoDuration.Format(options.ShutdownLinger),
            "web.max-requests" => options.Web.MaxRequests.ToString(CultureInfo.InvariantCulture),
            "web.disable-exporter-metrics" => options.Web.DisableExporterMetrics.ToString(),
            "log.level" => options.Log.Level.ToString(),
            "log.format" => options.Log.Format.ToString(),
            "ecs.metadata-uri" => options.Ecs.MetadataUri?.OriginalString ?? "",
            "ecs.timeout" => GoDuration.Format(options.Ecs.Timeout),
            "ecs.cache-ttl" => GoDuration.Format(options.Ecs.CacheTtl),
            "ecs.daemon" => options.Ecs.Daemon.ToString(),
            "ecs.container-include" => string.Join(' ', options.Ecs.Containers.Include),
            "ecs.container-exclude" => string.Join(' ', options.Ecs.Containers.Exclude),
            "ecs.include-internal-containers" => options.Ecs.Containers.IncludeInternal.ToString(),
            "metrics.label" => string.Join(' ', options.Metrics.ConstantLabels.Select(label => $"{label.Name}={label.Value(options)}")),
            "metrics.task-labels" => string.Join(' ', options.Metrics.TaskLabels.Select(label => label.Origin)),
            "cluster.region" => options.Cluster.Region ?? "",
            "cluster.name" => string.Join(' ', options.Cluster.Names),
            "cluster.service-include" => string.Join(' ', options.Cluster.ServiceInclude),
            "cluster.service-exclude" => string.Join(' ', options.Cluster.ServiceExclude),
            "cluster.interval" => GoDuration.Format(options.Cluster.Interval),
            "cluster.timeout" => GoDuration.Format(options.Cluster.Timeout),
            "cluster.ecs-endpoint" => options.Cluster.EcsEndpoint?.OriginalString ?? "",
            "cluster.ec2-endpoint" => options.Cluster.Ec2Endpoint?.OriginalString ?? "",
            "cluster.sd-container" => options.Cluster.DiscoveryContainer,
            "cluster.sd-port" => options.Cluster.DiscoveryPort.ToString(CultureInfo.InvariantCulture),
            "cluster.sd-port-label" => options.Cluster.PortLabel,
            "cluster.sd-path-label" => options.Cluster.PathLabel,
            "cluster.sd-scheme-label" => options.Cluster.SchemeLabel,
            "cluster.sd-job-label" => options.Cluster.JobLabel,
            "scenario" => options.DemoScenario,
            _ => string.Join(',', options.Collectors),
        };
    }
}
