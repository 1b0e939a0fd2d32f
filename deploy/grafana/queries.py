# SPDX-License-Identifier: Apache-2.0
"""The queries that several dashboards use, and the variables that filter them."""

from panels import variable

INFO = 'ecs_task_info{cluster_name=~"$cluster",family=~"$family",service_name=~"$service"%s}'
FLEET = INFO % ""
TASK = INFO % ',task_id=~"$task"'
# Includes tasks that cannot be read now, but could be read within the selected time range.
KNOWN = f"last_over_time({TASK}[$__range])"
# For each exporter: 1 while it reads the task, 0 while it cannot read the task or does not answer. A target that does not answer has no ecs_up.
ANSWERS = "max by (job, instance) (ecs_up or on (job, instance) (up and on (job) last_over_time(ecs_up[$__range])))"
TASK_LINK = "/d/ecs-task?${datasource:queryparam}&var-task=%s&${__url_time_range}"
# The alerts of deploy/rules/cluster-alerts.yml, which are about services and instances and not about the task of an exporter.
CLUSTER_ALERTS = "Ecs(ServiceBelow|Deployment|TasksStopping|NoRoom|Agent|Api|Cluster).*"
RUNBOOKS = "https://github.com/example/ecs_exporter/blob/main/docs/runbooks"
CONTAINER = 'container_name=~"$container"'
NO_NETWORK = "No network metrics with host networks"


def of(info, expr, labels=""):
    """The expression for the selected tasks, with the given labels from ecs_task_info."""
    return f"({expr}) * on (job, instance) group_left ({labels}) {info}"


def rate(metric, matchers=""):
    return f"rate({metric}{{{matchers}}}[$__rate_interval])" if matchers else f"rate({metric}[$__rate_interval])"


def top(expr, labels):
    """The ten tasks with the highest peak in the selected time range. topk alone selects ten tasks at each moment, which can be many more."""
    chosen = f"topk(10, max_over_time(({expr})[$__range:$__interval] @ end()))"
    short = f'label_replace({of(TASK, expr, labels)}, "task", "$1", "task_id", "(.{{8}}).*")'
    return f"{short} and on (job, instance) {chosen}"


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
    """Traffic of the task's interfaces or, if it has none, of its containers' interfaces."""
    own, containers = (rate(f"{prefix}_network_{direction}_bytes_total") for prefix in ("ecs", "ecs_container"))
    return f"sum by (job, instance) ({own}) or sum by (job, instance) ({containers})"


IDENTITY = "cluster_name, family, service_name, revision, launch_type, availability_zone, task_id"
SHOW_TASK = [{"title": "Show this task", "url": TASK_LINK % "${__field.labels.task_id}"}]


def by_family(expr):
    return f"sum by (family) ({of(FLEET, expr, 'family')})"
