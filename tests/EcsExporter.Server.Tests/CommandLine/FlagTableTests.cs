// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class FlagTableTests
{
    [Fact]
    public void For_TheFlags_IsThisTable() =>
        Assert.Equal(
            """
            | Flag | Default | Environment variable | Effect |
            |---|---|---|---|
            | `-h`, `--help` |  |  | Write this help to standard output. |
            | `--version` |  |  | Write version, revision and platform to standard output. |
            | `--web.listen-address` | `:9779` | `ECS_EXPORTER_WEB_LISTEN_ADDRESS` | Address to serve on: host:port, :port for every address of the task, or [::1]:port. Repeatable. |
            | `--web.telemetry-path` | `/metrics` | `ECS_EXPORTER_WEB_TELEMETRY_PATH` | Path that answers with the metrics. With / there is no landing page. |
            | `--[no-]web.disable-exporter-metrics` | `false` | `ECS_EXPORTER_WEB_DISABLE_EXPORTER_METRICS` | Leave out the metrics about the exporter itself (process, runtime, handler, build); ecs_up and those of the endpoint stay. |
            | `--log.level` | `info` | `ECS_EXPORTER_LOG_LEVEL` | Log only lines of this level and above: debug, info, warn or error. At debug, every failed scrape is logged. |
            | `--log.format` | `logfmt` | `ECS_EXPORTER_LOG_FORMAT` | Write log lines as logfmt or json. |
            | `--ecs.metadata-uri` |  | `ECS_EXPORTER_ECS_METADATA_URI` | Read task metadata from here instead of ECS_CONTAINER_METADATA_URI_V4 or, without that, ECS_CONTAINER_METADATA_URI. |
            | `--ecs.timeout` | `4s` | `ECS_EXPORTER_ECS_TIMEOUT` | Give up on the metadata endpoint after this long; the scrape then says ecs_up 0. A scrape with a shorter timeout of its own gives up earlier. |
            | `--ecs.cache-ttl` | `1s` | `ECS_EXPORTER_ECS_CACHE_TTL` | Answer scrapes from the last reading while it is younger than this. 0 reads the endpoint for every scrape. |
            | `--scenario` | `fargate` | `ECS_EXPORTER_SCENARIO` | With the command demo: the task to simulate. |
            | `--[no-]collector.disable-defaults` | `false` | `ECS_EXPORTER_COLLECTOR_DISABLE_DEFAULTS` | Turn every collector off except those turned on by their own flag or variable. |
            | `--[no-]collector.cpu` | `true` | `ECS_EXPORTER_COLLECTOR_CPU` | CPU time of containers. |
            | `--[no-]collector.memory` | `true` | `ECS_EXPORTER_COLLECTOR_MEMORY` | Memory of containers. |
            | `--[no-]collector.utilization` | `false` | `ECS_EXPORTER_COLLECTOR_UTILIZATION` | Ratios of use to limit. |

            """,
            FlagTable.For(Cli.Flags));
}
