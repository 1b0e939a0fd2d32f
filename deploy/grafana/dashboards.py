#!/usr/bin/env python3
"""Writes the Grafana dashboards: the .json files beside this one. With --check, fails if they are not current.

Panels take raw metrics, not recorded ones, so that a dashboard works as soon as it is imported. A task is found by the labels
of ecs_task_info, whatever labels the service discovery adds: queries join on job and instance. A panel that has nothing to show on
some platforms says why (noValue).
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
INFO = 'ecs_task_info{cluster_name=~"$cluster",family=~"$family",service_name=~"$service"%s}'
FLEET = INFO % ""
TASK = INFO % ',task_id=~"$task"'
CONTAINER = 'container_name=~"$container"'

GREEN, ORANGE, RED = "green", "orange", "red"
NO_STEPS = [(None, GREEN)]
RATIO_STEPS = [(None, GREEN), (0.8, ORANGE), (0.9, RED)]
BAD_IF_ANY = [(None, GREEN), (1, RED)]
NO_NETWORK = "Host networks have no figures"


def of(info, expr, labels=""):
    """The expression for the chosen tasks, with labels of their identity."""
    return f"({expr}) * on (job, instance) group_left ({labels}) {info}"


def rate(metric, matchers=""):
    return f"rate({metric}{{{matchers}}}[$__rate_interval])" if matchers else f"rate({metric}[$__rate_interval])"


def panel(kind, title, description, unit, targets, width, height, steps=None, minimum=0, maximum=None, nothing=None, options=None, **custom):
    defaults = {
        "unit": unit,
        "noValue": nothing,
        "min": minimum,
        "max": maximum,
        "color": {"mode": "thresholds" if kind in ("stat", "table") else "palette-classic"},
        "thresholds": {"mode": "absolute", "steps": [{"value": value, "color": color} for value, color in steps or NO_STEPS]},
        "custom": custom,
    }
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": SOURCE,
        "gridPos": {"w": width, "h": height},
        "fieldConfig": {"defaults": {k: v for k, v in defaults.items() if v is not None}, "overrides": []},
        "options": options or {},
        "targets": [
            {"refId": chr(ord("A") + number), "datasource": SOURCE, "expr": expr, "legendFormat": legend, **extra}
            for number, (expr, legend, extra) in enumerate((*target, {})[:3] for target in targets)
        ],
    }


def stat(title, description, expr, unit="none", steps=None, nothing=None, width=4, legend="", text="value"):
    reduce = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "none", "textMode": text}
    return panel("stat", title, description, unit, [(expr, legend, {"instant": True})], width, 4, steps, None, nothing=nothing, options=reduce)


def graph(title, description, unit, *targets, axis="", width=12, height=8, steps=None, minimum=0, maximum=None, nothing=None, stack=False):
    options = {
        "tooltip": {"mode": "multi", "sort": "desc"},
        "legend": {"displayMode": "table", "placement": "right", "calcs": ["lastNotNull", "max"]},
    }
    custom = {"axisLabel": axis, "fillOpacity": 20 if stack else 0, "stacking": {"mode": "normal" if stack else "none"}, "spanNulls": 60000}
    if steps:
        custom["thresholdsStyle"] = {"mode": "dashed"}
    return panel("timeseries", title, description, unit, targets, width, height, steps, minimum, maximum, nothing, options, **custom)


def table(title, description, targets, names, units, hide=(), link=None, nothing=None, width=24, height=9):
    """Instant queries joined into one row for each key; names gives the columns their order and headings."""
    made = panel(
        "table", title, description, "none", [(expr, "", {"instant": True, "format": "table"}) for expr in targets], width, height,
        minimum=None, nothing=nothing, options={"showHeader": True})
    made["transformations"] = [
        {"id": "merge", "options": {}},
        {
            "id": "organize",
            "options": {
                "excludeByName": {name: True for name in ("Time", *hide)},
                "indexByName": {name: place for place, name in enumerate(names)},
                "renameByName": names,
            },
        },
    ]
    for heading, unit in units.items():
        properties = [{"id": "unit", "value": unit}]
        if unit == "percentunit":
            steps = [{"value": value, "color": color} for value, color in RATIO_STEPS]
            properties += [
                {"id": "thresholds", "value": {"mode": "absolute", "steps": steps}},
                {"id": "custom.cellOptions", "value": {"type": "color-text"}},
            ]
        made["fieldConfig"]["overrides"].append({"matcher": {"id": "byName", "options": heading}, "properties": properties})
    if link:
        heading, text, url = link
        made["fieldConfig"]["overrides"].append(
            {"matcher": {"id": "byName", "options": heading}, "properties": [{"id": "links", "value": [{"title": text, "url": url}]}]})
    return made


def variable(name, query, multi=True):
    return {
        "name": name,
        "label": name.capitalize(),
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "multi": multi,
        "includeAll": multi,
        "allValue": ".*" if multi else None,
        "current": {"text": ["All"], "value": ["$__all"]} if multi else {},
    }


def annotation(name, color, expr, title):
    return {
        "name": name, "datasource": SOURCE, "enable": True, "iconColor": color,
        "expr": expr, "step": "60s", "titleFormat": title, "textFormat": "", "tagKeys": "",
    }


def placed(panels):
    """Numbers the panels and lays them out in rows of 24 columns, in their order."""
    x = y = row_height = 0
    for number, each in enumerate(panels, 1):
        position = each["gridPos"]
        if x + position["w"] > 24:
            x, y, row_height = 0, y + row_height, 0
        each["id"] = number
        position["x"], position["y"] = x, y
        x, row_height = x + position["w"], max(row_height, position["h"])
    return panels


def dashboard(uid, title, description, other, variables, annotations, panels):
    data_source = {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "current": {}}
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["ecs", "ecs_exporter"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-1h", "to": "now"},
        "links": [{
            "type": "link", "title": other[1], "url": f"/d/{other[0]}", "icon": "dashboard", "includeVars": True, "keepTime": True,
        }],
        "templating": {"list": [data_source, *variables]},
        "annotations": {"list": annotations},
        "panels": placed(panels),
    }


SCOPE = [
    variable("cluster", "label_values(ecs_task_info, cluster_name)"),
    variable("family", 'label_values(ecs_task_info{cluster_name=~"$cluster"}, family)'),
    variable("service", 'label_values(ecs_task_info{cluster_name=~"$cluster",family=~"$family"}, service_name)'),
]
TASK_ID = f"label_values({FLEET}, task_id)"
CONTAINER_NAME = "label_values(ecs_container_stats_available, container_name)"

CORES = f"sum by (job, instance) ({rate('ecs_container_cpu_usage_seconds_total')})"
CPU_LIMIT = "(ecs_task_cpu_limit_vcpus or on (job, instance) max by (job, instance) (ecs_container_cpu_online_cpus))"
CPU_RATIO = f"{CORES} / on (job, instance) {CPU_LIMIT}"
MEMORY = "sum by (job, instance) (ecs_container_memory_working_set_bytes)"
MEMORY_RATIO = f"{MEMORY} / on (job, instance) ecs_task_memory_limit_bytes"


def traffic(direction):
    """Of the task's interfaces, else of its containers'."""
    own, containers = (rate(f"{prefix}_network_{direction}_bytes_total") for prefix in ("ecs", "ecs_container"))
    return f"sum by (job, instance) ({own}) or sum by (job, instance) ({containers})"


def by_family(expr):
    return f"sum by (family) ({of(FLEET, expr, 'family')})"


OVERVIEW = dashboard(
    "ecs-overview", "ECS overview", "All tasks that run ecs_exporter: how many, how busy, and what is wrong with them.",
    ("ecs-task", "ECS task"),
    [*SCOPE, variable("task", TASK_ID), variable("container", CONTAINER_NAME)],
    [annotation("Deployments", "blue", f"group by (family, revision) ({FLEET}) unless group by (family, revision) ({FLEET} offset 1m)",
                "{{family}}:{{revision}} is new")],
    [
        stat("Running tasks", "Tasks whose exporter can read the endpoint. A task that pushes and crashes counts for five minutes more.", f'count({TASK})'),
        stat("Running containers", "Containers that run, the exporters included.",
             "sum(%s)" % of(TASK, 'ecs_task_containers{known_status="RUNNING"}')),
        stat("Blind exporters", "Exporters of all clusters that work but cannot read the task metadata endpoint. Nothing else is known of their tasks.",
             "count(ecs_up == 0) or vector(0)", steps=BAD_IF_ANY),
        stat("Unhealthy containers", "Containers whose health check fails now.",
             "sum(%s) or vector(0)" % of(TASK, 'ecs_container_health_status{status="unhealthy"}'), steps=BAD_IF_ANY),
        stat("Restarts", "Restarts by a restart policy in the time shown.",
             f"sum({of(TASK, 'round(increase(ecs_container_restarts_total[$__range]))')}) or vector(0)", steps=[(None, GREEN), (3, ORANGE)]),
        stat("Ended with an error", "Containers that ended with an exit code other than 0 while their task goes on.",
             f"count({of(TASK, 'ecs_container_exit_code != 0')}) or vector(0)", steps=[(None, GREEN), (1, ORANGE)]),
        graph("CPU by family", "Cores in use, added up over the tasks of a family.", "none",
              (by_family(CORES), "{{family}}"), axis="cores", stack=True),
        graph("Memory by family", "Working set: memory that cannot be reclaimed easily. Added up over the tasks of a family.", "bytes",
              (by_family(MEMORY), "{{family}}"), stack=True),
        graph("Busiest tasks", "CPU of the ten busiest tasks, as a ratio of the task's limit, else of the host's processors.",
              "percentunit", (f"topk(10, {of(TASK, CPU_RATIO, 'family, task_id')})", "{{family}} {{task_id}}"), steps=RATIO_STEPS,
              nothing="Neither a limit nor processors are told"),
        graph("Fullest tasks", "Memory of the ten fullest tasks, as a ratio of the task's limit. Tasks without a limit are not here.",
              "percentunit", (f"topk(10, {of(TASK, MEMORY_RATIO, 'family, task_id')})", "{{family}} {{task_id}}"), steps=RATIO_STEPS,
              nothing="No task has a memory limit"),
        graph("Received by family", "Bytes per second. Tasks with host networks do not tell.", "Bps",
              (by_family(traffic("receive")), "{{family}}"), nothing=NO_NETWORK),
        graph("Sent by family", "Bytes per second. Tasks with host networks do not tell.", "Bps",
              (by_family(traffic("transmit")), "{{family}}"), nothing=NO_NETWORK),
        table("All tasks", "Every task. The task id leads to its own dashboard.",
              [of(TASK, f"{CPU_RATIO}", "cluster_name, family, service_name, revision, launch_type, availability_zone, task_id"),
               of(TASK, f"{MEMORY}", "cluster_name, family, service_name, revision, launch_type, availability_zone, task_id"),
               of(TASK, f"{MEMORY_RATIO}", "cluster_name, family, service_name, revision, launch_type, availability_zone, task_id")],
              {"task_id": "Task", "family": "Family", "revision": "Revision", "service_name": "Service", "cluster_name": "Cluster",
               "launch_type": "Launch type", "availability_zone": "Zone", "Value #A": "CPU", "Value #B": "Memory", "Value #C": "Of limit",
               "instance": "Instance"},
              {"CPU": "percentunit", "Memory": "bytes", "Of limit": "percentunit"}, hide=("job",),
              link=("Task", "Show this task", "/d/ecs-task?${datasource:queryparam}&var-task=${__value.raw}&${__url_time_range}")),
        table("Firing alerts", "What the alerts of deploy/rules say now. Empty without them.",
              ['ALERTS{alertname=~"Ecs.+",alertstate="firing"}'],
              {"alertname": "Alert", "severity": "Severity", "service_name": "Service", "family": "Family", "instance": "Instance",
               "container_name": "Container"},
              {}, hide=("__name__", "alertstate", "job", "Value", "status", "account_id", "region"), nothing="No alert is firing", height=7),
    ])

DETAIL = dashboard(
    "ecs-task", "ECS task", "One task and its containers: limits, use, traffic, health, and how well the exporter can see them.",
    ("ecs-overview", "ECS overview"),
    [*SCOPE, variable("task", TASK_ID, multi=False), variable("container", CONTAINER_NAME)],
    [annotation("Restarts", "orange", of(TASK, "(ecs_container_restarts_total - ecs_container_restarts_total offset 1m > 0)"),
                "{{container_name}} restarted")],
    [
        stat("Endpoint", "1 while the exporter can read the task metadata endpoint.", f"min({of(f'last_over_time({TASK}[$__range])', 'ecs_up')})",
             steps=[(None, RED), (1, GREEN)]),
        stat("Status", "The status ECS last saw the task in.", of(TASK, "ecs_task_known_status == 1"), legend="{{status}}", text="name"),
        stat("Age", "Time since the first container started.",
             of(TASK, "time() - min by (job, instance) (ecs_container_start_time_seconds)"), "s"),
        stat("CPU limit", "vCPU of the task definition, else the processors of the host.", of(TASK, CPU_LIMIT), nothing="not told"),
        stat("Memory limit", "Of the task definition; without one there is no value.", of(TASK, "ecs_task_memory_limit_bytes"), "bytes",
             nothing="none"),
        stat("Ephemeral storage", "Used, as a ratio of what the task has. Fargate on Linux only.",
             of(TASK, "ecs_task_ephemeral_storage_used_bytes / ecs_task_ephemeral_storage_allocated_bytes"), "percentunit",
             steps=[(None, GREEN), (0.75, ORANGE), (0.85, RED)], nothing="not told"),
        table("Containers", "What each container is and what state it is in.",
              [of(TASK, f"max by (job, instance, container_name{label}) ({expr})") for expr, label in (
                  (f"ecs_container_known_status{{{CONTAINER}}} == 1", ", status"),
                  (f"time() - ecs_container_start_time_seconds{{{CONTAINER}}}", ""),
                  (f"ecs_container_restarts_total{{{CONTAINER}}}", ""),
                  (f"ecs_container_exit_code{{{CONTAINER}}}", ""),
                  (f"ecs_container_info{{{CONTAINER}}}", ", image"))],
              {"container_name": "Container", "image": "Image", "status": "Status", "Value #B": "Started", "Value #C": "Restarts",
               "Value #D": "Exit code", "instance": "Instance"},
              {"Started": "s"}, hide=("job", "Value #A", "Value #E"), height=7),
        graph("CPU", "Cores in use by each container, and the task's limit.", "none",
              (of(TASK, rate("ecs_container_cpu_usage_seconds_total", CONTAINER)), "{{container_name}}"),
              (of(TASK, CPU_LIMIT), "limit"), axis="cores"),
        graph("CPU of the limit", "Of the whole task, as a ratio of its limit, else of the host's processors. Above 90 % expect latency: "
              "throttling by the task's limit is not visible at the endpoint.", "percentunit", (of(TASK, CPU_RATIO), "task"), steps=RATIO_STEPS,
              nothing="Neither a limit nor processors are told"),
        graph("Memory", "Working set of each container: usage less the page cache that is easily dropped.", "bytes",
              (of(TASK, f"ecs_container_memory_working_set_bytes{{{CONTAINER}}}"), "{{container_name}}"), stack=True),
        graph("Memory of the limit", "Working set as a ratio of the limit that applies: the container's own, else the task's. At 100 % the "
              "kernel kills.", "percentunit",
              (of(TASK, f"ecs_container_memory_working_set_bytes{{{CONTAINER}}} / ecs_container_memory_limit_bytes"), "{{container_name}}"),
              (of(TASK, MEMORY_RATIO), "task"), steps=RATIO_STEPS, nothing="No limit"),
        graph("What the memory is", "Linux: heaps and stacks (rss), and page cache, which the kernel can drop. Windows: committed memory.",
              "bytes",
              (of(TASK, f"ecs_container_memory_rss_bytes{{{CONTAINER}}}"), "{{container_name}} rss"),
              (of(TASK, f"ecs_container_memory_page_cache_size_bytes{{{CONTAINER}}}"), "{{container_name}} page cache"),
              (of(TASK, f"ecs_container_memory_commit_bytes{{{CONTAINER}}}"), "{{container_name}} commit")),
        graph("CPU throttling", "Share of the CPU periods in which the container's own quota held it back. Containers without one are not here.",
              "percentunit",
              (of(TASK, f"{rate('ecs_container_cpu_throttled_periods_total', CONTAINER)} / {rate('ecs_container_cpu_periods_total', CONTAINER)}"),
               "{{container_name}}"), steps=[(None, GREEN), (0.25, RED)], maximum=1, nothing="No container has a CPU quota of its own"),
        graph("Network", "Bytes per second: of the task (awsvpc, Fargate) or of each container (bridge, nat). Sent is below zero.", "Bps",
              (of(TASK, rate("ecs_network_receive_bytes_total")), "received {{interface}}"),
              (of(TASK, "-" + rate("ecs_network_transmit_bytes_total")), "sent {{interface}}"),
              (of(TASK, rate("ecs_container_network_receive_bytes_total", CONTAINER)), "received {{container_name}} {{interface}}"),
              (of(TASK, "-" + rate("ecs_container_network_transmit_bytes_total", CONTAINER)), "sent {{container_name}} {{interface}}"),
              minimum=None, nothing=NO_NETWORK),
        graph("Disk", "Bytes per second at the block devices, page cache hits not included. Written is below zero.", "Bps",
              (of(TASK, f"sum by (job, instance, container_name) ({rate('ecs_container_fs_reads_bytes_total', CONTAINER)})"), "read {{container_name}}"),
              (of(TASK, f"-sum by (job, instance, container_name) ({rate('ecs_container_fs_writes_bytes_total', CONTAINER)})"), "written {{container_name}}"),
              minimum=None, nothing="The platform does not tell"),
        graph("Health", "1 while the health check succeeds, 0 while it fails or has no result. Containers without a check are not here.", "none",
              (of(TASK, f'ecs_container_health_status{{{CONTAINER},status="healthy"}}'), "{{container_name}}"), maximum=1, nothing="No container has a health check"),
        graph("Processes", "Processes and threads. Linux on EC2 and Anywhere only.", "none",
              (of(TASK, f"ecs_container_pids{{{CONTAINER}}}"), "{{container_name}}"), nothing="Linux on EC2 and Anywhere only"),
        graph("Age of the figures", "Time since the endpoint sampled them: about a second on EC2, ten on Fargate. More than two minutes is stale.",
              "s", (of(TASK, f"time() - ecs_container_stats_timestamp_seconds{{{CONTAINER}}}"), "{{container_name}}"),
              steps=[(None, GREEN), (120, RED)]),
        graph("Reading the endpoint", "How long the exporter's last request for each document took.", "s",
              (of(TASK, "ecs_endpoint_request_duration_seconds"), "{{endpoint}}")),
    ])


def main():
    # Its panels are made with the functions of this file.
    from services import SERVICES
    stale = []
    for content in (OVERVIEW, DETAIL, SERVICES):
        path = FOLDER / f"{content['uid']}.json"
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(path.name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit(f"out of date, run deploy/grafana/dashboards.py: {', '.join(stale)}")


if __name__ == "__main__":
    main()
