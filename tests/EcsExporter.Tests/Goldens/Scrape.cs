// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.Goldens;

/// <summary>A scrape of two documents, possibly after another scrape; null means a document that could not be read.</summary>
internal sealed class Scrape
{
    private readonly DocumentReader _reader = new();
    private readonly IReadOnlyList<CommonLabel<TaskSnapshot>> _labels;

    public Scrape(
        string? task,
        string? stats,
        ContainerSelection? selection = null,
        IReadOnlyList<CommonLabel<TaskSnapshot>>? labels = null,
        Scrape? previous = null)
    {
        _labels = labels ?? [];
        Snapshot = _reader.Snapshot(task, stats, selection ?? ContainerSelection.Default, previous?.Snapshot);
    }

    public TaskSnapshot Snapshot { get; }

    /// <summary>A scrape of the documents of a capture.</summary>
    public static Scrape OfCapture(string capture) => new(Captures.ReadText(capture, "task.json"), Captures.ReadText(capture, "stats.json"));

    /// <summary>The anomalies so far, such as <c>malformed_cpu 2, duplicate_interface 1</c>; "" for none.</summary>
    public string Anomalies => _reader.Met;

    /// <summary>The answer with these collectors; without a name, with all collectors and the count of anomalies.</summary>
    public string Text(params string[] collectors)
    {
        var families = collectors.Length > 0
            ? Collector.All.Where(collector => collectors.Contains(collector.Name)).SelectMany(collector => collector.Families())
            : [
                .. Collector.All.SelectMany(collector => collector.Families()),
                .. EndpointFamilies.Of(new EndpointErrors(EndpointDocument.OfTask), _reader.Anomalies)
                    .Where(family => family.Name == "ecs_payload_anomalies_total"),
            ];
        ArrayBufferWriter<byte> output = new();
        ExpositionFormat.Text.For(new MetricRegistry<TaskSnapshot>(families, _labels)).Write(Snapshot, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The samples of the families about reading the endpoint, which belong to no collector.</summary>
    public IReadOnlyList<ParsedSample> EndpointSamples()
    {
        ArrayBufferWriter<byte> output = new();
        var registry = new MetricRegistry<TaskSnapshot>(EndpointFamilies.Of(new EndpointErrors(EndpointDocument.OfTask), _reader.Anomalies), _labels);
        ExpositionFormat.Text.For(registry).Write(Snapshot, output);
        return ExpositionText.Parse(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>The samples of <see cref="Text"/>, parsed strictly.</summary>
    public IReadOnlyList<ParsedSample> Samples(params string[] collectors) => ExpositionText.Parse(Text(collectors));

    /// <summary>The lines of <see cref="Text"/> without the HELP and TYPE lines.</summary>
    public string SampleLines(params string[] collectors) =>
        string.Concat(Text(collectors).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line + "\n"));

    /// <summary>The lines of a family without its name, such as <c>{container_name="a"} 1</c>.</summary>
    public IReadOnlyList<string> Of(string family) =>
    [
        .. SampleLines().Split('\n')
            .Where(line => line.StartsWith(family + "{", StringComparison.Ordinal) || line.StartsWith(family + " ", StringComparison.Ordinal))
            .Select(line => line[family.Length..].TrimStart()),
    ];
}
