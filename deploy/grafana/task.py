# SPDX-License-Identifier: Apache-2.0
"""The dashboard of one task and its containers."""

from panels import GREEN, HEALTH, ORANGE, RATIO_STEPS, RED, STATUS, TITLES, YES_NO, annotation, dashboard, graph, row, stat, table, timeline, variable
from queries import (
    ANSWERS, CONTAINER, CONTAINER_NAME, CPU_LIMIT, CPU_RATIO, KNOWN, MEMORY_RATIO, NO_NETWORK, SCOPE, TASK, TASK_ID, of, rate)


def state(*values, metric, otherwise):
    """A number for the current status of a container: the status for which the metric is 1."""
    known = "|".join(status for status, _ in values)
    cases = [*((f'{metric}{{{CONTAINER},status="{status}"}}', number) for status, number in values),
             (f'{metric}{{{CONTAINER},status!~"{known}"}}', otherwise)]
    return of(TASK, " or ".join(f"max by (job, instance, container_name) ({selector} == 1) * {number}" for selector, number in cases))


DETAIL = dashboard(
    "ecs-task", TITLES["ecs-task"], "One task and its containers: limits, use, traffic, health, and how well the exporter can read them.",
    [("ecs-overview", True), ("ecs-right-sizing", False)],
    [*SCOPE, variable("task", TASK_ID, multi=False), variable("container", CONTAINER_NAME)],
    [annotation("Restarts", "orange", of(TASK, "(ecs_container_restarts_total - ecs_container_restarts_total offset 1m > 0)"),
                "{{container_name}} restarted")],
    [
        row("The task"),
        stat("Readable", "Whether the exporter answers and can read the task metadata endpoint.", f"min({of(KNOWN, ANSWERS)})", mapped=YES_NO),
        stat("Status of the task", "The last status of the task that ECS knows.", of(TASK, "ecs_task_known_status == 1"), legend="{{status}}", text="name"),
        stat("Age", "Time since the first container started.",
             of(TASK, "time() - min by (job, instance) (ecs_container_start_time_seconds)"), "s"),
        stat("CPU limit", "vCPUs of the task definition, or the number of the host's processors if it sets none.", of(TASK, CPU_LIMIT), nothing="unknown"),
        stat("Memory limit", "The memory limit in the task definition. Without a limit there is no value.", of(TASK, "ecs_task_memory_limit_bytes"), "bytes",
             nothing="none"),
        stat("Ephemeral storage", "Used storage, as a ratio of the storage that the task has. Fargate on Linux only.",
             of(TASK, "ecs_task_ephemeral_storage_used_bytes / ecs_task_ephemeral_storage_allocated_bytes"), "percentunit",
             steps=[(None, GREEN), (0.75, ORANGE), (0.85, RED)], nothing="unknown"),
        table("Containers", "Image, status, start, restarts and exit code of each container.",
              [of(TASK, f"max by (job, instance, container_name{label}) ({expr})") for expr, label in (
                  (f"ecs_container_known_status{{{CONTAINER}}} == 1", ", status"),
                  (f"time() - ecs_container_start_time_seconds{{{CONTAINER}}}", ""),
                  (f"ecs_container_restarts_total{{{CONTAINER}}}", ""),
                  (f"ecs_container_exit_code{{{CONTAINER}}}", ""),
                  (f"ecs_container_info{{{CONTAINER}}}", ", image"))],
              {"container_name": "Container", "image": "Image", "status": "Status", "Value #B": "Started", "Value #C": "Restarts",
               "Value #D": "Exit code", "instance": "Instance"},
              {"Started": "s"}, hide=("job", "Value #A", "Value #E"), height=7),
        timeline("Status", "Status of each container: running, stopped, or starting or stopping.",
                 state(("RUNNING", 2), ("STOPPED", 0), metric="ecs_container_known_status", otherwise=1), "{{container_name}}", STATUS),
        timeline("Health", "Health of each container that has a health check. A check has no result until it has run.",
                 state(("healthy", 2), ("unhealthy", 0), metric="ecs_container_health_status", otherwise=1), "{{container_name}}", HEALTH,
                 nothing="No container has a health check"),
        row("CPU and memory"),
        graph("CPU", "Cores that each container uses, and the task's limit.", "none",
              (of(TASK, rate("ecs_container_cpu_usage_seconds_total", CONTAINER)), "{{container_name}}"),
              (of(TASK, CPU_LIMIT), "limit"), axis="cores"),
        graph("CPU utilization", "CPU of the whole task, as a ratio of its limit or, without a limit, of the host's processors. Above 90 %, expect latency: "
              "the endpoint does not show throttling by the task's limit.", "percentunit", (of(TASK, CPU_RATIO), "task"), steps=RATIO_STEPS,
              nothing="Neither a limit nor the number of processors is known"),
        graph("Memory", "Working set of each container: memory usage without the page cache that the kernel can easily drop.", "bytes",
              (of(TASK, f"ecs_container_memory_working_set_bytes{{{CONTAINER}}}"), "{{container_name}}"), stack=True),
        graph("Memory utilization", "Working set as a ratio of the limit that applies: the limit of the container or, without one, of the task. At "
              "100 %, the kernel kills a process.", "percentunit",
              (of(TASK, f"ecs_container_memory_working_set_bytes{{{CONTAINER}}} / ecs_container_memory_limit_bytes"), "{{container_name}}"),
              (of(TASK, MEMORY_RATIO), "task"), steps=RATIO_STEPS, nothing="No limit"),
        graph("Memory by kind", "On Linux: heaps and stacks (rss), and page cache, which the kernel can drop. On Windows: committed memory.",
              "bytes",
              (of(TASK, f"ecs_container_memory_rss_bytes{{{CONTAINER}}}"), "{{container_name}} rss"),
              (of(TASK, f"ecs_container_memory_page_cache_size_bytes{{{CONTAINER}}}"), "{{container_name}} page cache"),
              (of(TASK, f"ecs_container_memory_commit_bytes{{{CONTAINER}}}"), "{{container_name}} commit")),
        graph("CPU throttling", "Share of the CPU periods in which the container's own quota throttled it. Containers without a quota are not shown.",
              "percentunit",
              (of(TASK, f"{rate('ecs_container_cpu_throttled_periods_total', CONTAINER)} / {rate('ecs_container_cpu_periods_total', CONTAINER)}"),
               "{{container_name}}"), steps=[(None, GREEN), (0.25, RED)], maximum=1, nothing="No container has a CPU quota of its own"),
        row("Traffic"),
        graph("Network", "Bytes per second of the task (awsvpc, Fargate) or of each container (bridge, nat). Sent traffic is below zero.", "Bps",
              (of(TASK, rate("ecs_network_receive_bytes_total")), "received {{interface}}"),
              (of(TASK, "-" + rate("ecs_network_transmit_bytes_total")), "sent {{interface}}"),
              (of(TASK, rate("ecs_container_network_receive_bytes_total", CONTAINER)), "received {{container_name}} {{interface}}"),
              (of(TASK, "-" + rate("ecs_container_network_transmit_bytes_total", CONTAINER)), "sent {{container_name}} {{interface}}"),
              minimum=None, nothing=NO_NETWORK),
        graph("Disk", "Bytes per second at the block devices, without page cache hits. Writes are below zero.", "Bps",
              (of(TASK, f"sum by (job, instance, container_name) ({rate('ecs_container_fs_reads_bytes_total', CONTAINER)})"), "read {{container_name}}"),
              (of(TASK, f"-sum by (job, instance, container_name) ({rate('ecs_container_fs_writes_bytes_total', CONTAINER)})"), "written {{container_name}}"),
              minimum=None, nothing="Not available on this platform"),
        row("Exporter"),
        graph("Processes", "Processes and threads. Linux on EC2 and Anywhere only.", "none",
              (of(TASK, f"ecs_container_pids{{{CONTAINER}}}"), "{{container_name}}"), nothing="Linux on EC2 and Anywhere only"),
        graph("Age of the stats", "Time since the platform sampled the statistics: about one second on EC2, ten seconds on Fargate. Above two "
              "minutes, they are stale.",
              "s", (of(TASK, f"time() - ecs_container_stats_timestamp_seconds{{{CONTAINER}}}"), "{{container_name}}"),
              steps=[(None, GREEN), (120, RED)]),
        graph("Endpoint latency", "Duration of the exporter's last request for each document.", "s",
              (of(TASK, "ecs_endpoint_request_duration_seconds"), "{{endpoint}}")),
    ])
