# SPDX-License-Identifier: Apache-2.0
"""The dashboard of services: what the command cluster reads from the ECS API.

Two exporters may read the same region at the same time, for example while one replaces the other. So queries take the maximum of both.
"""
from panels import (
    BAD_IF_ANY, BLUE, GREEN, ORANGE, RED, TITLES, YES_NO, annotation, dashboard, graph, mappings, row, stat, table, timeline, variable)
from queries import CLUSTER_ALERTS, RUNBOOKS, rate

CLUSTER = 'cluster=~"$cluster"'
SERVICE = f'{CLUSTER},service=~"$service"'
BAD_REASONS = "out_of_memory|cannot_pull_image|resource_initialization|cannot_start|health_check|essential_exit"
NO_INSTANCES = "Fargate has no instances"
KEY = "cluster, service"
INSTANCE = "cluster, container_instance, ec2_instance_id"


def of_service(metric, matchers="", by=KEY):
    return f"max by ({by}) ({metric}{{{SERVICE}{matchers}}})"


def of_instance(metric, matchers="", by=INSTANCE):
    return f"max by ({by}) ({metric}{{{CLUSTER}{matchers}}})"


def count(expr):
    return f"count({expr}) or vector(0)"


CREATED = f"ecs_service_deployment_created_timestamp_seconds{{{SERVICE}}}"
DESIRED, RUNNING, PENDING = (of_service(f"ecs_service_{number}_tasks") for number in ("desired", "running", "pending"))
STOPPED = f'increase(ecs_tasks_stopped_total{{{SERVICE}}}[$__range])'
STOPPED_BY_END = f'increase(ecs_tasks_stopped_total{{{SERVICE}}}[$__range] @ end())'
BAD_STOPS = f'increase(ecs_tasks_stopped_total{{{SERVICE},reason=~"{BAD_REASONS}"}}[$__range])'
STATE = {state: of_service("ecs_service_deployment_rollout_state", f',state="{state}"') for state in ("COMPLETED", "FAILED", "IN_PROGRESS")}
# 2 completed, 1 in progress, 0 failed.
ROLLOUT = f"2 * {STATE['COMPLETED']} + {STATE['IN_PROGRESS']}"
ROLLOUTS = mappings(failed=RED, in_progress=BLUE, completed=GREEN)
ACTIVE = of_instance("ecs_container_instance_status", ',status="ACTIVE"') + " == 1"

SERVICES = dashboard(
    "ecs-services", TITLES["ecs-services"],
    "Services, deployments, why tasks stopped, and free resources on instances, as ecs_exporter cluster reads them from the ECS API.",
    [("ecs-overview", True)],
    [
        variable("cluster", "label_values(ecs_cluster_services, cluster)"),
        variable("service", 'label_values(ecs_service_desired_tasks{cluster=~"$cluster"}, service)'),
    ],
    [annotation("Deployments", "blue", f"max by ({KEY}) ({CREATED} - {CREATED} offset 1m > 0)", "{{service}} is being deployed")],
    [
        row("Problems"),
        stat("Services", "Services that the exporter reads.", f"count({DESIRED})"),
        stat("Below desired", "Services that run fewer tasks than desired, including services with a deployment in progress.",
             count(f"{RUNNING} < {DESIRED}"), steps=[(None, GREEN), (1, ORANGE)]),
        stat("Deployments in progress", "Services whose primary deployment is in progress.",
             count(STATE["IN_PROGRESS"] + " == 1")),
        stat("Failed deployments", "Services whose primary deployment failed. After a rollback, another deployment is the primary deployment.",
             count(STATE["FAILED"] + " == 1"), steps=BAD_IF_ANY),
        stat("Failed tasks", "Tasks of services that stopped in the selected time range because of memory, image, resources, start, "
             "health check or exit.",
             f"round(sum({BAD_STOPS})) or vector(0)", steps=[(None, GREEN), (3, ORANGE)]),
        stat("ECS API", "Whether the exporter gets responses from the ECS API. If not, all data on this dashboard is as old as the last response.",
             "min(ecs_api_up)", mapped=YES_NO),
        table("Firing alerts", "Firing alerts of deploy/rules/cluster-alerts.yml. Without these rules, the panel is empty. An alert links to its runbook.",
              [f'ALERTS{{alertname=~"{CLUSTER_ALERTS}",alertstate="firing",cluster=~"$cluster|"}}'],
              {"alertname": "Alert", "severity": "Severity", "cluster": "Cluster", "service": "Service", "reason": "Reason",
               "ec2_instance_id": "EC2 instance", "action": "Action", "part": "Part"},
              {}, hide=("__name__", "alertstate", "job", "instance", "Value", "state", "container_instance"), sort="Severity", nothing="No alert is firing",
              height=7,
              links=[("Alert", "Open the runbook", RUNBOOKS + "/${__value.raw}.md")]),
        row("Services and deployments"),
        table("Services and their tasks", "Numbers of tasks and task definition of each service. A service without a launch type has a capacity "
              "provider strategy.",
              [DESIRED, RUNNING, PENDING, of_service("ecs_service_info", by=f"{KEY}, family, revision, launch_type, scheduling_strategy")],
              {"service": "Service", "cluster": "Cluster", "Value #A": "Desired", "Value #B": "Running", "Value #C": "Pending", "family": "Family",
               "revision": "Revision", "launch_type": "Launch type", "scheduling_strategy": "Strategy"},
              {}, hide=("Value #D",)),
        graph("Running tasks", "Tasks of each service in the state RUNNING.", "none", (RUNNING, "{{cluster}} {{service}}"), axis="tasks"),
        graph("Missing tasks", "Desired minus running tasks. After a deployment or scaling out, tasks are missing for some minutes. A value that remains is a "
              "problem.", "none",
              (f"{DESIRED} - {RUNNING} > 0", "{{cluster}} {{service}}"), axis="tasks", nothing="No task is missing"),
        table("Deployments", "The primary deployment of each service. With more than one deployment, a rollout is in progress. Failed tasks are consecutive.",
              [of_service("ecs_service_deployment_rollout_state", by=f"{KEY}, state") + " == 1",
               f"time() - {of_service('ecs_service_deployment_created_timestamp_seconds')}",
               of_service("ecs_service_deployments"),
               of_service("ecs_service_deployment_failed_tasks"),
               f"time() - {of_service('ecs_service_steady_state_timestamp_seconds')}"],
              {"service": "Service", "cluster": "Cluster", "state": "State", "Value #B": "Began", "Value #C": "Deployments", "Value #D": "Failed tasks",
               "Value #E": "Last steady"},
              {"Began": "s", "Last steady": "s"}, hide=("Value #A",), width=12,
              nothing="Another controller deploys the services"),
        timeline("Rollouts", "Rollout state of the primary deployment of each service that had a deployment in progress or failed in the selected time range.",
                 f"{ROLLOUT} and on ({KEY}) (min_over_time(({ROLLOUT})[$__range:$__interval] @ end()) < 2)", "{{cluster}} {{service}}", ROLLOUTS,
                 nothing="No deployment was in progress", height=9),
        row("Why tasks stopped"),
        table("Why tasks stopped", "Tasks that stopped in the selected time range, by reason. Rows without a service are tasks outside services.",
              [f"round(sum by ({KEY}, reason) ({STOPPED})) > 0"],
              {"service": "Service", "cluster": "Cluster", "reason": "Reason", "Value": "Tasks"}, {}, nothing="No task stopped", width=12, height=8),
        graph("Stopped tasks by reason", "Tasks per second, including tasks that deployments and scaling stop.", "none",
              (f"sum by (reason) ({rate('ecs_tasks_stopped_total', SERVICE)}) and on (reason) (sum by (reason) ({STOPPED_BY_END}) > 0)", "{{reason}}"),
              axis="tasks per second", stack=True, nothing="No task stopped"),
        graph("Failed tasks of deployments", "Consecutive tasks of the primary deployment that failed to start or to become healthy.", "none",
              (of_service("ecs_service_deployment_failed_tasks") + " > 0", "{{cluster}} {{service}}"), axis="tasks", nothing="No task failed", width=24,
              height=6),
        row("Instances and discovery"),
        graph("Free memory", "Memory on each ACTIVE instance that no task has reserved. A task needs all of its memory on one instance.", "bytes",
              (f"{of_instance('ecs_container_instance_remaining_memory_bytes')} and ({ACTIVE})", "{{cluster}} {{ec2_instance_id}}"),
              nothing=NO_INSTANCES),
        graph("Free CPU", "CPU units on each ACTIVE instance that no task has reserved; 1024 CPU units are one vCPU.", "none",
              (f"{of_instance('ecs_container_instance_remaining_cpu_units')} and ({ACTIVE})", "{{cluster}} {{ec2_instance_id}}"), axis="CPU units",
              nothing=NO_INSTANCES),
        stat("Instances", "Container instances of the clusters. Fargate has none.",
             f"sum(max by (cluster) (ecs_cluster_container_instances{{{CLUSTER}}}))"),
        stat("Agents disconnected", "Instances whose agent is not connected to ECS. Agents reconnect from time to time.",
             count(of_instance("ecs_container_instance_agent_connected") + " == 0"), steps=[(None, GREEN), (1, ORANGE)]),
        stat("Memory reserved", "Share of the instances' memory that tasks have reserved.",
             f"1 - sum({of_instance('ecs_container_instance_remaining_memory_bytes')}) / sum({of_instance('ecs_container_instance_registered_memory_bytes')})",
             "percentunit", nothing=NO_INSTANCES),
        stat("CPU reserved", "Share of the instances' CPU units that tasks have reserved.",
             f"1 - sum({of_instance('ecs_container_instance_remaining_cpu_units')}) / sum({of_instance('ecs_container_instance_registered_cpu_units')})",
             "percentunit", nothing=NO_INSTANCES),
        stat("Scrape targets", "Targets that /sd lists, in all clusters.", "max(ecs_discovery_targets)"),
        stat("Targets left out", "Containers of all clusters that should be scraped but that /sd does not list. ecs_discovery_left_out has the reason.",
             "sum(max by (reason) (ecs_discovery_left_out)) or vector(0)", steps=[(None, GREEN), (1, ORANGE)]),
        table("Container instances", "Status, tasks and free resources of each instance. A draining instance gets no further tasks.",
              [of_instance("ecs_container_instance_status", by=f"{INSTANCE}, status") + " == 1",
               of_instance("ecs_container_instance_agent_connected"),
               of_instance("ecs_container_instance_running_tasks"),
               of_instance("ecs_container_instance_remaining_memory_bytes"),
               of_instance("ecs_container_instance_remaining_cpu_units")],
              {"cluster": "Cluster", "ec2_instance_id": "EC2 instance", "status": "Status", "Value #B": "Agent", "Value #C": "Running tasks",
               "Value #D": "Free memory", "Value #E": "Free CPU", "container_instance": "Container instance"},
              {"Free memory": "bytes"}, hide=("Value #A",), states={"Agent": YES_NO}, sort="Agent", nothing=NO_INSTANCES),
        row("ECS API"),
        graph("Requests to the AWS APIs", "Requests per second, by action. The exporter sends at most 10 requests a second for each class of actions.", "none",
              (f"sum by (action) ({rate('ecs_api_requests_total')})", "{{action}}"), axis="requests per second"),
        graph("Failed requests", "Failed requests per second, by action and reason. The exporter retries throttled requests.", "none",
              (f"sum by (action, reason) ({rate('ecs_api_errors_total')}) > 0", "{{action}} {{reason}}"), axis="requests per second",
              nothing="No request failed"),
        graph("Age of the data", "Time since the exporter last read each part of a cluster completely. Above 15 minutes, the data is stale.", "s",
              (f"time() - max by (cluster, part) (ecs_cluster_read_timestamp_seconds{{{CLUSTER}}})", "{{cluster}} {{part}}"),
              steps=[(None, GREEN), (900, RED)]),
        graph("Refreshes", "Duration of the last refresh, and the time between the start of one refresh and the start of the next.", "s",
              ("max(ecs_api_refresh_duration_seconds)", "duration"), ("max(ecs_api_refresh_interval_seconds)", "interval")),
    ])
