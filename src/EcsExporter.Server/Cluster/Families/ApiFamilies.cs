// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Declares the metric families of requests to AWS and of the age of the data.</summary>
internal static class ApiFamilies
{
    public static IEnumerable<MetricFamily<ClusterState>> Of(ApiCounters counters) =>
    [
        new(
            "ecs_api_up",
            MetricType.Gauge,
            "Whether the last refresh got any answer of the AWS APIs (1) or none (0). Series about clusters then show the last state that was read.",
            [],
            static (state, samples) => samples.Add(state.IsUp is { } isUp ? isUp ? 1 : 0 : null)),
        new(
            "ecs_api_errors_total",
            MetricType.Counter,
            "Requests to the AWS APIs that failed, by action and reason. Each try counts: a throttled request is sent again, up to five times.",
            ["action", "reason"],
            (_, samples) =>
            {
                foreach (var action in ApiAction.All)
                {
                    foreach (var reason in ApiFailureReasons.All)
                    {
                        samples.Add([action.Name, reason.Label()], counters.Errors(action, reason));
                    }
                }
            }),
        PerAction(
            "ecs_api_requests_total",
            MetricType.Counter,
            "Requests that were sent to the AWS APIs, by action. Each try counts.",
            action => counters.Sent(action)),
        PerAction(
            "ecs_api_last_success_timestamp_seconds",
            MetricType.Gauge,
            "When an answer of the action was last read; absent until the first.",
            action => Seconds(counters.LastSuccess(action))),
        new(
            "ecs_api_refresh_duration_seconds",
            MetricType.Gauge,
            "How long the last refresh took.",
            [],
            static (state, samples) => samples.Add(state.RefreshedAt is null ? null : state.Duration.TotalSeconds)),
        new(
            "ecs_api_refresh_interval_seconds",
            MetricType.Gauge,
            "Time from the beginning of the last refresh to that of the next. Longer than --cluster.interval where the API budget asks for it.",
            [],
            static (state, samples) => samples.Add(state.RefreshedAt is null ? null : state.Interval.TotalSeconds)),
        new(
            "ecs_cluster_read_timestamp_seconds",
            MetricType.Gauge,
            "When a part of the cluster was last read completely: services, tasks, stopped_tasks or instances. What is published of it is that old.",
            ["cluster", "part"],
            static (state, samples) =>
            {
                foreach (var cluster in state.Clusters)
                {
                    foreach (var part in cluster.Parts())
                    {
                        samples.Add([cluster.Name, part.Name], Seconds(part.ReadAt));
                    }
                }
            }),
    ];

    /// <summary>Returns seconds since 1970; null for null.</summary>
    public static double? Seconds(DateTimeOffset? time) => time is { } known ? (known - DateTimeOffset.UnixEpoch).TotalSeconds : null;

    private static MetricFamily<ClusterState> PerAction(string name, MetricType type, string help, Func<ApiAction, double?> value) =>
        new(name, type, help, ["action"], (_, samples) =>
        {
            foreach (var action in ApiAction.All)
            {
                samples.Add(action.Name, value(action));
            }
        });
}
