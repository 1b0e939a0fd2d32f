# SPDX-License-Identifier: Apache-2.0
"""The dashboard of what each family needs, has and could save. It looks back over a week, so it uses recorded series."""

from panels import GREEN, RATIO_STEPS, RED, TITLES, annotation, dashboard, graph, price, row, stat, table
from queries import SCOPE, of

BY_FAMILY = "cluster_name, family, launch_type"
CHOSEN = '{cluster_name=~"$cluster",family=~"$family"}'
CHOSEN_INFO = f"ecs_task_info{CHOSEN}"
VCPUS = f"max by ({BY_FAMILY}) ({of(CHOSEN_INFO, 'ecs_task_cpu_limit_vcpus', BY_FAMILY)})"
GIBIBYTES = f"max by ({BY_FAMILY}) ({of(CHOSEN_INFO, 'ecs_task_memory_limit_bytes', BY_FAMILY)}) / 2^30"
TASKS = f"count by ({BY_FAMILY}) ({CHOSEN_INFO})"
FITS_VCPUS = f"max by ({BY_FAMILY}) (ecs_family:fargate_vcpus:fit7d{CHOSEN})"
FITS_GIBIBYTES = f"max by ({BY_FAMILY}) (ecs_family:fargate_memory_gibibytes:fit7d{CHOSEN})"


def monthly(vcpus, gibibytes):
    """The price of a month of 730 hours, for the families on Fargate."""
    hourly = f"({vcpus}) * $vcpu_price + ({gibibytes}) * $gib_price"
    return f'({hourly}) * {TASKS} * 730 and on ({BY_FAMILY}) ecs_task_info{{launch_type="FARGATE"}}'


def needed(series):
    return f"max by ({BY_FAMILY}) (max_over_time({series}{CHOSEN}[$__range]))"


RULES = "Needs the recording rules for at least one hour"
RIGHT_SIZING = dashboard(
    "ecs-right-sizing", TITLES["ecs-right-sizing"],
    "What the tasks of each family need and have, the smallest Fargate size with 20 % left free, and what this size would save.",
    [("ecs-overview", False), ("ecs-task", False)],
    [*SCOPE[:2], price("vcpu_price", "Price of a vCPU hour, $", "0.04048"), price("gib_price", "Price of a GiB hour, $", "0.004445")],
    [annotation("Deployments", "blue", f"group by (family, revision) ({CHOSEN_INFO}) unless group by (family, revision) ({CHOSEN_INFO} offset 1m)",
                "{{family}}:{{revision}} is new")],
    [
        row("Fargate costs"),
        stat("Cost per month now", "Cost of the selected families on Fargate for the current number of tasks, at the prices at the top. The default prices "
             "are for Linux on x86 in us-east-1.", f"sum({monthly(VCPUS, GIBIBYTES)})", "currencyUSD", nothing="No family is on Fargate", width=8),
        stat("Cost per month with sizes that fit", "Cost of the same tasks with the smallest sizes that leave 20 % free in the busiest hour of seven days.",
             f"sum({monthly(FITS_VCPUS, FITS_GIBIBYTES)})", "currencyUSD", nothing=RULES, width=8),
        stat("Savings per month", "The saving. It is below zero if families need a larger size than they have.",
             f"sum({monthly(f'{VCPUS} - {FITS_VCPUS}', f'{GIBIBYTES} - {FITS_GIBIBYTES}')})", "currencyUSD", nothing=RULES, width=8,
             steps=[(None, RED), (0, GREEN)]),
        row("Families"),
        table("Sizes", "Need: CPU and memory of the busiest task in the busiest hour of the selected time range. CPU is the 95th percentile of this hour, "
              "memory its peak. Size: the smallest Fargate size that leaves 20 % free.",
              [TASKS, needed("ecs_family:cpu_usage_cores:p95_1h"), VCPUS, f"{needed('ecs_family:cpu_usage_cores:p95_1h')} / {VCPUS}",
               needed("ecs_family:memory_working_set_bytes:max_1h"), f"{GIBIBYTES} * 2^30",
               f"{needed('ecs_family:memory_working_set_bytes:max_1h')} / ({GIBIBYTES} * 2^30)", FITS_VCPUS, f"{FITS_GIBIBYTES} * 2^30",
               monthly(f"{VCPUS} - {FITS_VCPUS}", f"{GIBIBYTES} - {FITS_GIBIBYTES}")],
              {"family": "Family", "cluster_name": "Cluster", "launch_type": "Launch type", "Value #A": "Tasks", "Value #B": "CPU need", "Value #C": "vCPUs",
               "Value #D": "CPU of limit", "Value #E": "Memory need", "Value #F": "Memory", "Value #G": "Memory of limit", "Value #H": "vCPUs that fit",
               "Value #I": "Memory that fits", "Value #J": "Saves a month"},
              {"Memory need": "bytes", "Memory": "bytes", "Memory that fits": "bytes", "CPU of limit": "percentunit", "Memory of limit": "percentunit",
               "Saves a month": "currencyUSD"}, height=10),
        row("Over time"),
        graph("CPU utilization", "95th percentile of the CPU of the busiest task in the previous hour, as a ratio of the limit. Families without a "
              "limit are not shown.",
              "percentunit", (f"max by ({BY_FAMILY}) (ecs_family:cpu_usage_cores:p95_1h{CHOSEN}) / {VCPUS}", "{{family}}"),
              steps=RATIO_STEPS, nothing=RULES),
        graph("Memory utilization", "Peak of the memory of the fullest task in the previous hour, as a ratio of the limit. Families without a limit "
              "are not shown.",
              "percentunit", (f"max by ({BY_FAMILY}) (ecs_family:memory_working_set_bytes:max_1h{CHOSEN}) / ({GIBIBYTES} * 2^30)", "{{family}}"),
              steps=RATIO_STEPS, nothing=RULES),
    ], period="now-7d", refresh="5m")
