// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Fuzz;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Push;

/// <summary>Documents of the fuzzer's corpus, as a scrape publishes them.</summary>
internal static class PushPayloads
{
    private static readonly DocumentStatus Read = new(null, TimeSpan.FromMilliseconds(2), new Timestamp(1_767_225_600_000_000_000));
    private static readonly DocumentStatus Unread = new(new EndpointFailure(FailureReason.Connect, "refused"), TimeSpan.FromMilliseconds(1), null);

    /// <summary>Every collector, and a common label with characters that formats escape.</summary>
    public static Catalogue Catalogue { get; } = new(
        [.. Collectors.All.SelectMany(collector => collector.Families()), .. EndpointFamilies.Of(new EndpointErrors(), new Anomalies(NullLogger.Instance))],
        [new CommonLabel("Zone", "--metrics.label=Zone", static _ => "a\"\\\nü😀"), new CommonLabel("empty", "--metrics.label=empty", static _ => "")]);

    /// <summary>The numbers of the pairs of documents.</summary>
    public static TheoryData<int> All => [.. Enumerable.Range(0, PayloadCorpus.Tasks.Count)];

    /// <summary>A pair of documents without a failure.</summary>
    public static TaskSnapshot Snapshot(int number) =>
        new(Decode(PayloadCorpus.Tasks[number], TaskMetadataDocument.Read), Read, Decode(PayloadCorpus.Stats[number], TaskStats.Read), Read, ContainerSelection.Default);

    /// <summary>What a read of an endpoint that is down gives.</summary>
    public static TaskSnapshot Down(TaskSnapshot? previous = null) => new(null, Unread, null, Unread, ContainerSelection.Default, previous);

    /// <summary>The series of the text format.</summary>
    public static IReadOnlyList<ParsedSample> Text(TaskSnapshot snapshot) => Text(Catalogue, snapshot);

    /// <summary>The series of families that do not look at the task.</summary>
    public static IReadOnlyList<ParsedSample> Text(IReadOnlyList<MetricFamily> families) => Text(new Catalogue(families, []), Down());

    private static IReadOnlyList<ParsedSample> Text(Catalogue catalogue, TaskSnapshot snapshot)
    {
        ArrayBufferWriter<byte> output = new();
        ExpositionWriter.Write(catalogue, snapshot, ExpositionFormat.Text, output);
        return ExpositionText.Parse(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private delegate T DocumentReader<T>(ref JsonCursor json);

    private static T Decode<T>(byte[] json, DocumentReader<T> reader)
    {
        JsonCursor cursor = new(json, new StringPool(), new Anomalies(NullLogger.Instance), AnomalyKind.MalformedTask);
        return reader(ref cursor);
    }
}
