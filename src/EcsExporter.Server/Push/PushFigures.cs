// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Push;

/// <summary>Holds the figures of push at one moment.</summary>
internal sealed class PushFigures(PushCounters counters, DeliveryState state, int queueLength, DateTimeOffset? credentialsExpiration)
{
    private static readonly DropReason[] Reasons = [.. Enum.GetValues<DropReason>().OrderBy(PushCounters.Label, StringComparer.Ordinal)];

    private readonly long _bytes = counters.Bytes;
    private readonly long _delivered = counters.Delivered;
    private readonly long[] _dropped = [.. Reasons.Select(counters.Dropped)];
    private readonly TimeSpan? _lastRequest = counters.LastRequest;
    private readonly long _retries = counters.Retries;
    private readonly long _rejected = counters.Rejected;
    private readonly long _samples = counters.Samples;
    private readonly DateTimeOffset? _lastSuccess = state.Now.LastSuccess;
    private readonly int _queueLength = queueLength;
    private readonly DateTimeOffset? _credentialsExpiration = credentialsExpiration;

    /// <summary>Returns the metric families of push.</summary>
    public static IEnumerable<MetricFamily<PushFigures>> Families() =>
    [
        Counter("ecs_exporter_push_bytes_total", "Compressed bytes of the requests that the receiver accepted.", static push => push._bytes),
        Gauge(
            "ecs_exporter_push_credentials_expiry_timestamp_seconds",
            "Unix time when the credentials of the task role expire. Absent until they are needed.",
            static push => Seconds(push._credentialsExpiration)),
        Gauge(
            "ecs_exporter_push_last_success_timestamp_seconds",
            "Unix time when the receiver last accepted a whole reading. Absent before the first.",
            static push => Seconds(push._lastSuccess)),
        Gauge("ecs_exporter_push_queue_length", "Readings that are waiting for delivery or being delivered.", static push => push._queueLength),
        Counter(
            "ecs_exporter_push_readings_delivered_total", "Readings that the receiver has accepted as a whole.", static push => push._delivered),
        new(
            "ecs_exporter_push_readings_dropped_total",
            MetricType.Counter,
            "Readings that the receiver has not accepted as a whole, by reason. The reason failed is a bug in the exporter: see its log.",
            ["reason"],
            static (push, samples) =>
            {
                for (var i = 0; i < Reasons.Length; i++)
                {
                    samples.Add(PushCounters.Label(Reasons[i]), push._dropped[i]);
                }
            }),
        Gauge(
            "ecs_exporter_push_request_duration_seconds",
            "Duration of the last request to the receiver, answered or not. Absent before the first.",
            static push => push._lastRequest?.TotalSeconds),
        Counter("ecs_exporter_push_retries_total", "Requests to the receiver that were retries.", static push => push._retries),
        Counter(
            "ecs_exporter_push_samples_rejected_total",
            "Samples that the receiver rejected in requests that it accepted (OTLP partial success).",
            static push => push._rejected),
        Counter(
            "ecs_exporter_push_samples_total",
            "Samples that the receiver has accepted, including end-of-series markers.",
            static push => push._samples),
    ];

    private static double? Seconds(DateTimeOffset? time) => time is { } known ? (known - DateTimeOffset.UnixEpoch).TotalSeconds : null;

    private static MetricFamily<PushFigures> Counter(string name, string help, Func<PushFigures, double?> value) =>
        new(name, MetricType.Counter, help, [], (push, samples) => samples.Add(value(push)));

    private static MetricFamily<PushFigures> Gauge(string name, string help, Func<PushFigures, double?> value) =>
        new(name, MetricType.Gauge, help, [], (push, samples) => samples.Add(value(push)));
}
