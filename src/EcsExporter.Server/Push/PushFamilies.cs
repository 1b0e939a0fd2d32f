// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Push;

/// <summary>The families about deliveries.</summary>
internal static class PushFamilies
{
    private static readonly DropReason[] Reasons = [.. Enum.GetValues<DropReason>().OrderBy(PushCounters.Label, StringComparer.Ordinal)];

    /// <summary>The declarations, over what a pusher counts.</summary>
    public static IEnumerable<MetricFamily> Of(Pusher pusher)
    {
        var counters = pusher.Counters;
        return
        [
            Counter("ecs_exporter_push_bytes_total", "Bytes of the requests that the receiver accepted, compressed.", () => counters.Bytes),
            Gauge(
                "ecs_exporter_push_credentials_expiry_timestamp_seconds",
                "When the credentials of the task role expire; absent until they are needed.",
                () => Seconds(pusher.CredentialsExpiration)),
            Gauge(
                "ecs_exporter_push_last_success_timestamp_seconds",
                "When the receiver last accepted a whole reading; absent until the first.",
                () => Seconds(pusher.State.LastSuccess)),
            Gauge("ecs_exporter_push_queue_length", "Readings that wait for the receiver.", () => pusher.QueueLength),
            Counter("ecs_exporter_push_readings_delivered_total", "Readings that the receiver has accepted as a whole.", () => counters.Delivered),
            new(
                "ecs_exporter_push_readings_dropped_total",
                MetricType.Counter,
                "Readings that the receiver never got as a whole, by reason: failed is a mistake of the exporter, see its log.",
                ["reason"],
                (_, samples) =>
                {
                    foreach (var reason in Reasons)
                    {
                        samples.Add(PushCounters.Label(reason), counters.Dropped(reason));
                    }
                }),
            Gauge(
                "ecs_exporter_push_request_duration_seconds",
                "How long the last request to the receiver took, answered or not; absent until the first.",
                () => counters.LastRequest?.TotalSeconds),
            Counter("ecs_exporter_push_retries_total", "Requests that were sent again.", () => counters.Retries),
            Counter(
                "ecs_exporter_push_samples_rejected_total",
                "Samples that the receiver rejected out of requests that it accepted (OTLP partial success).",
                () => counters.Rejected),
            Counter("ecs_exporter_push_samples_total", "Samples that the receiver has accepted, ends of series among them.", () => counters.Samples),
        ];
    }

    private static double? Seconds(DateTimeOffset? time) => time is { } known ? (known - DateTimeOffset.UnixEpoch).TotalSeconds : null;

    private static MetricFamily Counter(string name, string help, Func<double?> value) => new(name, MetricType.Counter, help, [], (_, samples) => samples.Add(value()));

    private static MetricFamily Gauge(string name, string help, Func<double?> value) => new(name, MetricType.Gauge, help, [], (_, samples) => samples.Add(value()));
}
