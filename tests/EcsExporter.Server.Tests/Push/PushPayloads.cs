// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Fuzz;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Push;

/// <summary>Renders documents of the fuzzer's corpus as a scrape does.</summary>
internal static class PushPayloads
{
    private static readonly Timestamp ReadAt = new(1_767_225_600_000_000_000);
    private static readonly EndpointFailure Refused = new(FailureReason.Connect, "refused");

    /// <summary>A registry with every collector, and a common label with characters that formats escape.</summary>
    public static MetricRegistry<TaskSnapshot> Registry { get; } = new(
        [
            .. Collector.All.SelectMany(collector => collector.Families()),
            .. EndpointFamilies.Of(new EndpointErrors(EndpointDocument.OfTask), new Anomalies(NullLogger.Instance)),
        ],
        [
            new CommonLabel<TaskSnapshot>("Zone", "--metrics.label=Zone", static _ => "a\"\\\nü😀"),
            new CommonLabel<TaskSnapshot>("empty", "--metrics.label=empty", static _ => ""),
        ]);

    /// <summary>The indexes of all pairs of documents.</summary>
    public static TheoryData<int> All => [.. Enumerable.Range(0, PayloadCorpus.Tasks.Count)];

    /// <summary>The snapshot of a pair of documents.</summary>
    public static TaskSnapshot Snapshot(int number) =>
        new([.. EndpointDocument.OfTask.Select(document => Decode(document, BodyOf(document, number)))], ContainerSelection.Default);

    /// <summary>The snapshot when the endpoint is down.</summary>
    public static TaskSnapshot Down(TaskSnapshot? previous = null) => new(
        [.. EndpointDocument.OfTask.Select(static document => new DocumentState(document, null, Refused, TimeSpan.FromMilliseconds(1), null))],
        ContainerSelection.Default,
        previous);

    /// <summary>The samples in the text format.</summary>
    public static IReadOnlyList<ParsedSample> Text(TaskSnapshot snapshot) => Text(Registry, snapshot);

    /// <summary>The samples in the text format, for any source.</summary>
    public static IReadOnlyList<ParsedSample> Text<TSource>(MetricRegistry<TSource> registry, TSource source)
        where TSource : class
    {
        var output = new ArrayBufferWriter<byte>();
        ExpositionFormat.Text.For(registry).Write(source, output);
        return ExpositionText.Parse(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static byte[] BodyOf(EndpointDocument document, int number) =>
        document == EndpointDocument.Task ? PayloadCorpus.Tasks[number]
        : document == EndpointDocument.TaskStats ? PayloadCorpus.Stats[number]
        : [.. "{}"u8];

    private static DocumentState Decode(EndpointDocument document, byte[] json)
    {
        var content = new DocumentDecoder(document, new StringPool(), new Anomalies(NullLogger.Instance)).Decode(json);
        return new DocumentState(document, content, null, TimeSpan.FromMilliseconds(2), ReadAt);
    }
}
