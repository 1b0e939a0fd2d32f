// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class HelpTextTests
{
    [Fact]
    public void For_TheFlags_IsThisText() =>
        Assert.Equal(
            """
            usage: ecs_exporter [<flags>] [<command>]

            Prometheus exporter for Amazon ECS task and container metrics. Without a
            command, it serves them.

            Commands:
              healthcheck  Ask the exporter running beside it for /-/healthy; exit 0 when it
                           answers, else 1. For container health checks in images without a
                           shell.
              once         Write one scrape to standard output; exit 1 when ecs_up is 0.
              demo         Serve the metrics of a simulated task: no AWS account needed.
              metrics      Write the metric catalogue to standard output, as Markdown.

            Flags:
              -h, --help                   Write this help to standard output.
                  --version                Write version, revision and platform to standard
                                           output.
                  --web.listen-address=ADDRESS ...
                                           Address to serve on: host:port, :port for every
                                           address of the task, or [::1]:port. Repeatable.
                                           [default: :9779,
                                           $ECS_EXPORTER_WEB_LISTEN_ADDRESS]
                  --web.telemetry-path=PATH
                                           Path that answers with the metrics. With / there
                                           is no landing page.
                                           [default: /metrics,
                                           $ECS_EXPORTER_WEB_TELEMETRY_PATH]
                  --[no-]web.disable-exporter-metrics
                                           Leave out the metrics about the exporter itself
                                           (process, runtime, handler, build); ecs_up and
                                           those of the endpoint stay.
                                           [default: false,
                                           $ECS_EXPORTER_WEB_DISABLE_EXPORTER_METRICS]
                  --log.level=LEVEL        Log only lines of this level and above: debug,
                                           info, warn or error. At debug, every failed
                                           scrape is logged.
                                           [default: info, $ECS_EXPORTER_LOG_LEVEL]
                  --log.format=FORMAT      Write log lines as logfmt or json.
                                           [default: logfmt, $ECS_EXPORTER_LOG_FORMAT]
                  --ecs.metadata-uri=URI   Read task metadata from here instead of
                                           ECS_CONTAINER_METADATA_URI_V4 or, without that,
                                           ECS_CONTAINER_METADATA_URI.
                                           [$ECS_EXPORTER_ECS_METADATA_URI]
                  --ecs.timeout=DURATION   Give up on the metadata endpoint after this long;
                                           the scrape then says ecs_up 0. A scrape with a
                                           shorter timeout of its own gives up earlier.
                                           [default: 4s, $ECS_EXPORTER_ECS_TIMEOUT]
                  --ecs.cache-ttl=DURATION
                                           Answer scrapes from the last reading while it is
                                           younger than this. 0 reads the endpoint for every
                                           scrape.
                                           [default: 1s, $ECS_EXPORTER_ECS_CACHE_TTL]
                  --scenario=NAME          With the command demo: the task to simulate.
                                           [default: fargate, $ECS_EXPORTER_SCENARIO]
                  --[no-]collector.disable-defaults
                                           Turn every collector off except those turned on
                                           by their own flag or variable.
                                           [default: false,
                                           $ECS_EXPORTER_COLLECTOR_DISABLE_DEFAULTS]
                  --[no-]collector.cpu     CPU time of containers.
                                           [default: true, $ECS_EXPORTER_COLLECTOR_CPU]
                  --[no-]collector.memory  Memory of containers.
                                           [default: true, $ECS_EXPORTER_COLLECTOR_MEMORY]
                  --[no-]collector.utilization
                                           Ratios of use to limit.
                                           [default: false,
                                           $ECS_EXPORTER_COLLECTOR_UTILIZATION]

            A flag beats its environment variable, which beats the default. Variables of
            switches take true, false, 1 or 0; those of repeatable flags take several
            values, separated by commas. Durations are written like 500ms, 4s or 1m30s.

            """,
            HelpText.For(Cli.Flags));

    [Fact]
    public void For_TheFlags_FitsIn80Columns() =>
        Assert.All(HelpText.For(Cli.Flags).Split('\n'), line => Assert.InRange(line.Length, 0, 80));
}
