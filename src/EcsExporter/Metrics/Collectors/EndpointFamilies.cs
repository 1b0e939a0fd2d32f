// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>The six families about reading the endpoint, which show whether the other numbers can be trusted. No flag disables them.</summary>
public static class EndpointFamilies
{
    private static readonly FailureReason[] Reasons = Sorted(Enum.GetValues<FailureReason>(), FailureReasons.Label);
    private static readonly AnomalyKind[] Kinds = Sorted(Enum.GetValues<AnomalyKind>(), AnomalyKinds.Label);

    /// <summary>The declarations for snapshots of one task, with the counters of the source that reads the endpoint.</summary>
    public static IEnumerable<MetricFamily<TaskSnapshot>> Of(EndpointErrors errors, Anomalies anomalies) =>
        Of<TaskSnapshot>(static snapshot => snapshot.IsUp, static snapshot => snapshot.Documents, _ => errors, _ => anomalies);

    /// <summary>The declarations for any type of scrape.</summary>
    /// <param name="isUp">Whether all documents were read.</param>
    /// <param name="documents">The documents, in ordinal order of their labels.</param>
    /// <param name="errors">The counters of failed readings; null for a scrape without them.</param>
    /// <param name="anomalies">The counters of anomalies; null for a scrape without them.</param>
    public static IEnumerable<MetricFamily<TScrape>> Of<TScrape>(
        Func<TScrape, bool> isUp, Func<TScrape, ImmutableArray<DocumentState>> documents,
        Func<TScrape, EndpointErrors?> errors, Func<TScrape, Anomalies?> anomalies)
        where TScrape : class =>
    [
        new("ecs_up", MetricType.Gauge,
            "Whether both documents of the task metadata endpoint were read for this scrape or within the cache TTL before it. 0 means that "
                + "series are missing.",
            [], (scrape, samples) => samples.Add(isUp(scrape) ? 1 : 0)),
        PerDocument("ecs_endpoint_up",
            "Whether the exporter has read this document for this scrape, or less than the cache TTL before it.",
            documents, static state => state.IsUp ? 1 : 0),
        PerDocument("ecs_endpoint_request_duration_seconds",
            "Duration of the last read of this document, including a retry and decoding.",
            documents, static state => state.Duration?.TotalSeconds),
        PerDocument("ecs_endpoint_last_success_timestamp_seconds",
            "Unix time when this document was last read. Absent before the first successful read.",
            documents, static state => state.LastSuccess?.UnixSeconds),
        new("ecs_endpoint_errors_total", MetricType.Counter,
            "Failed reads of this document by reason. A read that succeeds on retry is not counted.",
            ["endpoint", "reason"], (scrape, samples) => CountErrors(errors(scrape), samples)),
        new("ecs_payload_anomalies_total", MetricType.Counter,
            "Malformed parts of the endpoint's answers that were dropped, and duplicates that were merged, by kind. Each read counts them again.",
            ["kind"], (scrape, samples) => CountAnomalies(anomalies(scrape), samples)),
    ];

    private static MetricFamily<TScrape> PerDocument<TScrape>(
        string name, string help, Func<TScrape, ImmutableArray<DocumentState>> documents, Func<DocumentState, double?> value)
        where TScrape : class =>
        new(name, MetricType.Gauge, help, ["endpoint"], (scrape, samples) =>
        {
            foreach (var state in documents(scrape))
            {
                samples.Add(state.Document.Label, value(state));
            }
        });

    private static void CountErrors(EndpointErrors? errors, Samples samples)
    {
        foreach (var document in errors?.Documents ?? [])
        {
            foreach (var reason in Reasons)
            {
                samples.Add([document.Label, reason.Label()], errors![document, reason]);
            }
        }
    }

    private static void CountAnomalies(Anomalies? anomalies, Samples samples)
    {
        foreach (var kind in anomalies is null ? [] : Kinds)
        {
            samples.Add(kind.Label(), anomalies![kind]);
        }
    }

    private static T[] Sorted<T>(IEnumerable<T> items, Func<T, string> label) => [.. items.OrderBy(label, StringComparer.Ordinal)];
}
