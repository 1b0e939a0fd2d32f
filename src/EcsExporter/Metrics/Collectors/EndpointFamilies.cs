// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Whether the numbers can be trusted: the six families about reading the endpoint, which no flag switches off.</summary>
public static class EndpointFamilies
{
    private static readonly EndpointDocument[] Documents = Sorted(EndpointDocument.All, static document => document.Label);
    private static readonly FailureReason[] Reasons = Sorted(Enum.GetValues<FailureReason>(), FailureReasons.Label);
    private static readonly AnomalyKind[] Kinds = Sorted(Enum.GetValues<AnomalyKind>(), AnomalyKinds.Label);

    /// <summary>The declarations, over the counters of the source that reads the endpoint.</summary>
    public static IEnumerable<MetricFamily<TaskSnapshot>> Of(EndpointErrors errors, Anomalies anomalies) =>
    [
        new("ecs_up", MetricType.Gauge,
            "Whether both documents of the task metadata endpoint were read for this scrape (or within the cache TTL before it); 0 means that "
                + "series are missing.",
            [], static (snapshot, samples) => samples.Add(snapshot.IsUp ? 1 : 0)),
        PerDocument("ecs_endpoint_up",
            "Whether this document of the task metadata endpoint was read for this scrape (or within the cache TTL before it).",
            static state => state.IsUp ? 1 : 0),
        PerDocument("ecs_endpoint_request_duration_seconds",
            "How long the last request for this document took, retry and decoding included.",
            static state => state.Duration?.TotalSeconds),
        PerDocument("ecs_endpoint_last_success_timestamp_seconds",
            "When this document was last read; absent until the first success.",
            static state => state.LastSuccess?.UnixSeconds),
        new("ecs_endpoint_errors_total", MetricType.Counter,
            "Failed readings of this document by reason; a reading that a retry saved is none.",
            ["endpoint", "reason"], (_, samples) =>
            {
                foreach (var document in Documents)
                {
                    foreach (var reason in Reasons)
                    {
                        samples.Add([document.Label, reason.Label()], errors[document, reason]);
                    }
                }
            }),
        new("ecs_payload_anomalies_total", MetricType.Counter,
            "Parts of the endpoint's answers that were left out as malformed, or merged as duplicates, once per reading.",
            ["kind"], (_, samples) =>
            {
                foreach (var kind in Kinds)
                {
                    samples.Add(kind.Label(), anomalies[kind]);
                }
            }),
    ];

    private static MetricFamily<TaskSnapshot> PerDocument(string name, string help, Func<DocumentState, double?> value) =>
        new(name, MetricType.Gauge, help, ["endpoint"], (snapshot, samples) =>
        {
            foreach (var document in Documents)
            {
                samples.Add(document.Label, value(snapshot.StateOf(document)));
            }
        });

    private static T[] Sorted<T>(IEnumerable<T> items, Func<T, string> label) => [.. items.OrderBy(label, StringComparer.Ordinal)];
}
