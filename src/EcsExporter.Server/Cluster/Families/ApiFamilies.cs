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
            "Whether any AWS API request of the last refresh succeeded (1) or none did (0). While 0, series about clusters show the last state that was read.",
            [],
            static (state, samples) => samples.Add(state.IsUp is { } isUp ? isUp ? 1 : 0 : null)),
        new(
            "ecs_api_errors_total",
            MetricType.Counter,
            "Failed requests to the AWS APIs by action and reason. Each attempt counts; a throttled request has up to five attempts.",
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
            "Requests sent to the AWS APIs by action. Each attempt counts.",
            action => counters.Sent(action)),
        PerAction(
            "ecs_api_last_success_timestamp_seconds",
            MetricType.Gauge,
            "Unix time when an answer to the action was last read. Absent before the first.",
            action => Seconds(counters.LastSuccess(action))),
        new(
            "ecs_api_refresh_duration_seconds",
            MetricType.Gauge,
            "Duration of the last refresh.",
            [],
            static (state, samples) => samples.Add(state.RefreshedAt is null ? null : state.Duration.TotalSeconds)),
        new(
            "ecs_api_refresh_interval_seconds",
            MetricType.Gauge,
            "Time from the start of the last refresh to the start of the next. Longer than --cluster.interval if the request budget requires it.",
            [],
            static (state, samples) => samples.Add(state.RefreshedAt is null ? null : state.Interval.TotalSeconds)),
        new(
            "ecs_cluster_read_timestamp_seconds",
            MetricType.Gauge,
            "Unix time when this part of the cluster was last read completely. The series about the part are from that time.",
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
