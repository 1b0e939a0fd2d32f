# SPDX-License-Identifier: Apache-2.0
"""The dashboard of all tasks."""

from panels import BAD_IF_ANY, GREEN, ORANGE, RATIO_STEPS, TITLES, YES_NO, annotation, dashboard, graph, row, stat, table, timeline, variable
from queries import (
    ANSWERS, CLUSTER_ALERTS, CORES, CPU_RATIO, FLEET, IDENTITY, KNOWN, MEMORY, MEMORY_RATIO, NO_NETWORK, RUNBOOKS, SCOPE, SHOW_TASK, TASK, TASK_ID, TASK_LINK,
    by_family, of, top, traffic)

OVERVIEW = dashboard(
    "ecs-overview", TITLES["ecs-overview"], "All tasks that run ecs_exporter: their number, their load, and their problems.",
    [("ecs-task", True), ("ecs-services", True), ("ecs-right-sizing", False)],
    [*SCOPE, variable("task", TASK_ID)],
    [annotation("Deployments", "blue", f"group by (family, revision) ({FLEET}) unless group by (family, revision) ({FLEET} offset 1m)",
                "{{family}}:{{revision}} is new")],
    [
        row("Problems"),
        stat("Readable tasks", "Tasks whose exporter can read the task metadata endpoint. A task that pushes and crashes still counts for "
             "five minutes.",
             f'count({TASK})'),
        stat("Exporters down", "Exporters of all clusters that do not answer, or that have pushed nothing for three minutes. Their tasks may have died.",
             "count(up == 0 and on (job) last_over_time(ecs_up[$__range])"
             " or time() - timestamp(ecs_up) > 180 unless on (job, instance) scrape_duration_seconds) or vector(0)", steps=BAD_IF_ANY),
        stat("Unreadable endpoints", "Exporters of all clusters that answer but cannot read the task metadata endpoint. Their tasks have no other data.",
             "count(ecs_up == 0) or vector(0)", steps=BAD_IF_ANY),
        stat("Unhealthy containers", "Containers whose health check currently fails.",
             "sum(%s) or vector(0)" % of(TASK, 'ecs_container_health_status{status="unhealthy"}'), steps=BAD_IF_ANY),
        stat("Restarts", "Restarts by a restart policy in the selected time range.",
             f"sum({of(TASK, 'round(increase(ecs_container_restarts_total[$__range]))')}) or vector(0)", steps=[(None, GREEN), (3, ORANGE)]),
        stat("Containers that failed", "Containers that ended with an exit code other than 0 while their task keeps running.",
             f"count({of(TASK, 'ecs_container_exit_code != 0')}) or vector(0)", steps=[(None, GREEN), (1, ORANGE)]),
        table("Firing alerts", "Firing alerts of deploy/rules/alerts.yml. Without these rules, the panel is empty. An alert links to its runbook, an instance "
              "to its task.",
              [f'ALERTS{{alertname=~"Ecs.+",alertname!~"{CLUSTER_ALERTS}",alertstate="firing"}}'],
              {"alertname": "Alert", "severity": "Severity", "family": "Family", "instance": "Instance", "container_name": "Container", "reason": "Reason"},
              {}, hide=("__name__", "alertstate", "job", "Value", "status", "account_id", "region", "endpoint", "service", "service_name", "task_id"),
              sort="Severity", nothing="No alert is firing", height=7, width=12,
              links=[("Alert", "Open the runbook", RUNBOOKS + "/${__value.raw}.md"), ("Instance", "Show this task", TASK_LINK % "${__value.raw}")]),
        timeline("Unreadable tasks", "Exporters of all clusters that at some time did not answer or could not read the endpoint.",
                 f"{ANSWERS} and on (job, instance) (min_over_time(({ANSWERS})[$__range:$__interval] @ end()) == 0)", "{{instance}}", YES_NO, height=7,
                 nothing="Every task could be read"),
        row("Load"),
        graph("CPU by family", "Cores in use, as a sum over the tasks of a family.", "none",
              (by_family(CORES), "{{family}}"), axis="cores", stack=True),
        graph("Memory by family", "Working set: memory that the kernel cannot easily reclaim. Sum over the tasks of a family.", "bytes",
              (by_family(MEMORY), "{{family}}"), stack=True),
        graph("Highest CPU utilization", "CPU of the ten tasks with the highest peaks, as a ratio of the task's limit, else of the host's processors.",
              "percentunit", (top(CPU_RATIO, "family, task_id"), "{{family}} {{task}}"), steps=RATIO_STEPS,
              nothing="Neither a limit nor the number of processors is known", links=SHOW_TASK),
        graph("Highest memory utilization", "Memory of the ten tasks with the highest peaks, as a ratio of the task's limit. It omits tasks without a limit.",
              "percentunit", (top(MEMORY_RATIO, "family, task_id"), "{{family}} {{task}}"), steps=RATIO_STEPS,
              nothing="No task has a memory limit", links=SHOW_TASK),
        graph("Received by family", "Bytes per second. Tasks with host networks have no network metrics.", "Bps",
              (by_family(traffic("receive")), "{{family}}"), nothing=NO_NETWORK),
        graph("Sent by family", "Bytes per second. Tasks with host networks have no network metrics.", "Bps",
              (by_family(traffic("transmit")), "{{family}}"), nothing=NO_NETWORK),
        row("Tasks"),
        table("All tasks", "All tasks, including tasks that are down. A task that could not be read in the selected time range shows only its instance. The "
              "task id links to the dashboard of the task.",
              [f"{of(KNOWN, ANSWERS, IDENTITY)} or ({ANSWERS} == 0 unless on (job, instance) {KNOWN})", of(TASK, CPU_RATIO, IDENTITY),
               of(TASK, MEMORY, IDENTITY), of(TASK, MEMORY_RATIO, IDENTITY)],
              {"task_id": "Task", "Value #A": "Answers", "family": "Family", "revision": "Revision", "service_name": "Service", "cluster_name": "Cluster",
               "launch_type": "Launch type", "availability_zone": "Zone", "Value #B": "CPU", "Value #C": "Memory", "Value #D": "Of limit",
               "instance": "Instance"},
              {"CPU": "percentunit", "Memory": "bytes", "Of limit": "percentunit"}, hide=("job",), states={"Answers": YES_NO}, sort="Answers",
              links=[("Task", "Show this task", TASK_LINK % "${__value.raw}")], height=10),
    ])
