// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Tests.Goldens;

/// <summary>What a scrape answers for two documents; null stands for one that could not be read. It may follow another scrape.</summary>
internal sealed class Scrape
{
    private static readonly DocumentStatus Read = new(null, TimeSpan.FromMilliseconds(2), new Timestamp(1_767_225_600_000_000_000));
    private static readonly DocumentStatus Missing =
        new(new EndpointFailure(FailureReason.Http5xx, "unexpected status 500"), TimeSpan.FromMilliseconds(1), null);

    private readonly Anomalies _anomalies = new(NullLogger.Instance);
    private readonly IReadOnlyList<CommonLabel> _labels;

    public Scrape(string? task, string? stats, ContainerSelection? selection = null, IReadOnlyList<CommonLabel>? labels = null, Scrape? previous = null)
    {
        var strings = new StringPool();
        _labels = labels ?? [];
        Snapshot = new TaskSnapshot(
            task is null ? null : ReadTask(task, strings),
            task is null ? Missing : Read,
            stats is null ? null : ReadStats(stats, strings),
            stats is null ? Missing : Read,
            selection ?? ContainerSelection.Default,
            previous?.Snapshot);
    }

    public TaskSnapshot Snapshot { get; }

    /// <summary>A scrape of the documents that a capture has.</summary>
    public static Scrape OfCapture(string capture) => new(Captures.ReadText(capture, "task.json"), Captures.ReadText(capture, "stats.json"));

    /// <summary>The anomalies met, such as <c>malformed_cpu 2, duplicate_interface 1</c>; "" when there was none.</summary>
    public string Anomalies => string.Join(
        ", ",
        Enum.GetValues<AnomalyKind>().Where(kind => _anomalies[kind] > 0).Select(kind => $"{kind.Label()} {_anomalies[kind]}"));

    /// <summary>The answer with these collectors; with none named, with all of them and the count of anomalies.</summary>
    public string Text(params string[] collectors)
    {
        var families = collectors.Length > 0
            ? Collectors.All.Where(collector => collectors.Contains(collector.Name)).SelectMany(collector => collector.Families())
            : [
                .. Collectors.All.SelectMany(collector => collector.Families()),
                .. EndpointFamilies.Of(new EndpointErrors(), _anomalies).Where(family => family.Name == "ecs_payload_anomalies_total"),
            ];
        ArrayBufferWriter<byte> output = new();
        ExpositionWriter.Write(new Catalogue(families, _labels), Snapshot, ExpositionFormat.Text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The samples of the families about reading the endpoint, which no collector has.</summary>
    public IReadOnlyList<ParsedSample> EndpointSamples()
    {
        ArrayBufferWriter<byte> output = new();
        ExpositionWriter.Write(new Catalogue(EndpointFamilies.Of(new EndpointErrors(), _anomalies), _labels), Snapshot, ExpositionFormat.Text, output);
        return ExpositionText.Parse(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>The samples of <see cref="Text"/>, read strictly.</summary>
    public IReadOnlyList<ParsedSample> Samples(params string[] collectors) => ExpositionText.Parse(Text(collectors));

    /// <summary>The lines of <see cref="Text"/> without help and type.</summary>
    public string SampleLines(params string[] collectors) =>
        string.Concat(Text(collectors).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line + "\n"));

    /// <summary>What stands behind the family's name in its lines, such as <c>{container_name="a"} 1</c>.</summary>
    public IReadOnlyList<string> Of(string family) =>
    [
        .. SampleLines().Split('\n')
            .Where(line => line.StartsWith(family + "{", StringComparison.Ordinal) || line.StartsWith(family + " ", StringComparison.Ordinal))
            .Select(line => line[family.Length..].TrimStart()),
    ];

    private TaskMetadataDocument ReadTask(string json, StringPool strings)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json), strings, _anomalies, AnomalyKind.MalformedTask);
        return TaskMetadataDocument.Read(ref cursor);
    }

    private TaskStats ReadStats(string json, StringPool strings)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json), strings, _anomalies, AnomalyKind.MalformedStats);
        return TaskStats.Read(ref cursor);
    }
}
