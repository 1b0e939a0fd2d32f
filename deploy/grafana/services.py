# SPDX-License-Identifier: Apache-2.0
"""The dashboard of services: what the command cluster reads from the ECS API.

Two exporters may read the same region at once, such as while one replaces the other. So queries take the maximum over whoever says it.
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
BAD_STOPS = f'increase(ecs_tasks_stopped_total{{{SERVICE},reason=~"{BAD_REASONS}"}}[$__range])'
STATE = {state: of_service("ecs_service_deployment_rollout_state", f',state="{state}"') for state in ("COMPLETED", "FAILED", "IN_PROGRESS")}
# 2 completed, 1 in progress, 0 failed.
ROLLOUT = f"2 * {STATE['COMPLETED']} + {STATE['IN_PROGRESS']}"
ROLLOUTS = mappings(failed=RED, in_progress=BLUE, completed=GREEN)
ACTIVE = of_instance("ecs_container_instance_status", ',status="ACTIVE"') + " == 1"

SERVICES = dashboard(
    "ecs-services", TITLES["ecs-services"],
    "Services, deployments, why tasks stopped, and room on instances, as ecs_exporter cluster reads them from the ECS API.",
    [("ecs-overview", True)],
    [
        variable("cluster", "label_values(ecs_cluster_services, cluster)"),
        variable("service", 'label_values(ecs_service_desired_tasks{cluster=~"$cluster"}, service)'),
    ],
    [annotation("Deployments", "blue", f"max by ({KEY}) ({CREATED} - {CREATED} offset 1m > 0)", "{{service}} is being deployed")],
    [
        row("What is wrong"),
        stat("Services", "Services that are read.", f"count({DESIRED})"),
        stat("Below desired", "Services that run fewer tasks than they should, those that are being deployed included.",
             count(f"{RUNNING} < {DESIRED}"), steps=[(None, GREEN), (1, ORANGE)]),
        stat("Deployments going on", "Services whose primary deployment is in progress.",
             count(STATE["IN_PROGRESS"] + " == 1")),
        stat("Failed deployments", "Services whose primary deployment was given up. After a rollback the primary deployment is another one.",
             count(STATE["FAILED"] + " == 1"), steps=BAD_IF_ANY),
        stat("Tasks that stopped badly", "Tasks of services that stopped in the time shown: out of memory, image, resources, start, health check or exit.",
             f"round(sum({BAD_STOPS})) or vector(0)", steps=[(None, GREEN), (3, ORANGE)]),
        stat("ECS API", "Whether the exporter gets answers from the ECS API. If not, everything here is as old as the last answer.", "min(ecs_api_up)",
             mapped=YES_NO),
        table("Firing alerts", "What the alerts of deploy/rules/cluster-alerts.yml say now. Empty without them. The alert leads to its runbook.",
              [f'ALERTS{{alertname=~"{CLUSTER_ALERTS}",alertstate="firing",cluster=~"$cluster|"}}'],
              {"alertname": "Alert", "severity": "Severity", "cluster": "Cluster", "service": "Service", "reason": "Reason",
               "ec2_instance_id": "EC2 instance", "action": "Action", "part": "Part"},
              {}, hide=("__name__", "alertstate", "job", "instance", "Value", "state", "container_instance"), sort="Severity", nothing="No alert is firing",
              height=7,
              links=[("Alert", "Open the runbook", RUNBOOKS + "/${__value.raw}.md")]),
        row("Services and deployments"),
        table("Services and their tasks", "The three numbers of each service, and what it runs. Without a launch type, it has a capacity provider strategy.",
              [DESIRED, RUNNING, PENDING, of_service("ecs_service_info", by=f"{KEY}, family, revision, launch_type, scheduling_strategy")],
              {"service": "Service", "cluster": "Cluster", "Value #A": "Desired", "Value #B": "Running", "Value #C": "Pending", "family": "Family",
               "revision": "Revision", "launch_type": "Launch type", "scheduling_strategy": "Strategy"},
              {}, hide=("Value #D",)),
        graph("Running tasks", "Tasks of each service in the state RUNNING.", "none", (RUNNING, "{{cluster}} {{service}}"), axis="tasks"),
        graph("Missing tasks", "Desired less running. A deployment or scaling out shows for minutes; what stays is a problem.", "none",
              (f"{DESIRED} - {RUNNING} > 0", "{{cluster}} {{service}}"), axis="tasks", nothing="No task is missing"),
        table("Deployments", "The primary deployment of each service. More than one deployment: a rollout is going on. Failed tasks are those in a row.",
              [of_service("ecs_service_deployment_rollout_state", by=f"{KEY}, state") + " == 1",
               f"time() - {of_service('ecs_service_deployment_created_timestamp_seconds')}",
               of_service("ecs_service_deployments"),
               of_service("ecs_service_deployment_failed_tasks"),
               f"time() - {of_service('ecs_service_steady_state_timestamp_seconds')}"],
              {"service": "Service", "cluster": "Cluster", "state": "State", "Value #B": "Began", "Value #C": "Deployments", "Value #D": "Failed tasks",
               "Value #E": "Last steady"},
              {"Began": "s", "Last steady": "s"}, hide=("Value #A",), width=12,
              nothing="Another controller deploys the services"),
        timeline("Rollouts", "The rollout state of each service's primary deployment, of those that had one going on or failed in the time shown.",
                 f"{ROLLOUT} and on ({KEY}) (min_over_time(({ROLLOUT})[$__range:$__interval] @ end()) < 2)", "{{cluster}} {{service}}", ROLLOUTS,
                 nothing="No deployment went on", height=9),
        row("Why tasks stopped"),
        table("Why tasks stopped", "Tasks that stopped in the time shown, by reason. Without a service: tasks that were run by themselves.",
              [f"round(sum by ({KEY}, reason) ({STOPPED})) > 0"],
              {"service": "Service", "cluster": "Cluster", "reason": "Reason", "Value": "Tasks"}, {}, nothing="No task stopped", width=12, height=8),
        graph("Stopped tasks by reason", "Tasks per second. Deployments and scaling stop tasks too, and belong here.", "none",
              (f"sum by (reason) ({rate('ecs_tasks_stopped_total', SERVICE)}) > 0", "{{reason}}"), axis="tasks per second", stack=True,
              nothing="No task stopped"),
        graph("Failed tasks of deployments", "Tasks in a row of the primary deployment that did not come up.", "none",
              (of_service("ecs_service_deployment_failed_tasks") + " > 0", "{{cluster}} {{service}}"), axis="tasks", nothing="No task failed", width=24,
              height=6),
        row("Instances and discovery"),
        graph("Memory left", "Memory on each ACTIVE instance that no task has reserved. A task needs its room on one instance.", "bytes",
              (f"{of_instance('ecs_container_instance_remaining_memory_bytes')} and ({ACTIVE})", "{{cluster}} {{ec2_instance_id}}"),
              nothing=NO_INSTANCES),
        graph("CPU left", "CPU units on each ACTIVE instance that no task has reserved; 1024 are one vCPU.", "none",
              (f"{of_instance('ecs_container_instance_remaining_cpu_units')} and ({ACTIVE})", "{{cluster}} {{ec2_instance_id}}"), axis="CPU units",
              nothing=NO_INSTANCES),
        stat("Instances", "Container instances of the clusters. Fargate has none.",
             f"sum(max by (cluster) (ecs_cluster_container_instances{{{CLUSTER}}}))"),
        stat("Agents disconnected", "Instances whose agent ECS does not hear from. Agents reconnect now and then.",
             count(of_instance("ecs_container_instance_agent_connected") + " == 0"), steps=[(None, GREEN), (1, ORANGE)]),
        stat("Memory reserved", "Share of the instances' memory that tasks have reserved.",
             f"1 - sum({of_instance('ecs_container_instance_remaining_memory_bytes')}) / sum({of_instance('ecs_container_instance_registered_memory_bytes')})",
             "percentunit", nothing=NO_INSTANCES),
        stat("CPU reserved", "Share of the instances' CPU units that tasks have reserved.",
             f"1 - sum({of_instance('ecs_container_instance_remaining_cpu_units')}) / sum({of_instance('ecs_container_instance_registered_cpu_units')})",
             "percentunit", nothing=NO_INSTANCES),
        stat("Ports to scrape", "Targets that /sd lists, in all clusters.", "max(ecs_discovery_targets)"),
        stat("Ports left out", "Containers of all clusters that ask to be scraped and are not listed: ecs_discovery_left_out has the reason.",
             "sum(max by (reason) (ecs_discovery_left_out)) or vector(0)", steps=[(None, GREEN), (1, ORANGE)]),
        table("Container instances", "What each instance does and has left. A draining instance gets no further tasks.",
              [of_instance("ecs_container_instance_status", by=f"{INSTANCE}, status") + " == 1",
               of_instance("ecs_container_instance_agent_connected"),
               of_instance("ecs_container_instance_running_tasks"),
               of_instance("ecs_container_instance_remaining_memory_bytes"),
               of_instance("ecs_container_instance_remaining_cpu_units")],
              {"cluster": "Cluster", "ec2_instance_id": "EC2 instance", "status": "Status", "Value #B": "Agent", "Value #C": "Running tasks",
               "Value #D": "Memory left", "Value #E": "CPU left", "container_instance": "Container instance"},
              {"Memory left": "bytes"}, hide=("Value #A",), states={"Agent": YES_NO}, sort="Agent", nothing=NO_INSTANCES),
        row("ECS API"),
        graph("Requests to the AWS APIs", "Per second, by action. The exporter sends at most 10 a second of each class of actions.", "none",
              (f"sum by (action) ({rate('ecs_api_requests_total')})", "{{action}}"), axis="requests per second"),
        graph("Failed requests", "Per second, by action and reason. A throttled request is sent again.", "none",
              (f"sum by (action, reason) ({rate('ecs_api_errors_total')}) > 0", "{{action}} {{reason}}"), axis="requests per second",
              nothing="No request failed"),
        graph("Age of what is shown", "Time since each part of a cluster was last read completely. More than a quarter of an hour is stale.", "s",
              (f"time() - max by (cluster, part) (ecs_cluster_read_timestamp_seconds{{{CLUSTER}}})", "{{cluster}} {{part}}"),
              steps=[(None, GREEN), (900, RED)]),
        graph("Refreshes", "How long the last refresh took, and the time from its beginning to that of the next.", "s",
              ("max(ecs_api_refresh_duration_seconds)", "duration"), ("max(ecs_api_refresh_interval_seconds)", "interval")),
    ])
