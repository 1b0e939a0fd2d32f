// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Fuzz;

/// <summary>
/// A whole scrape of two damaged documents: readers, catalogue with all collectors, every format. Whatever the documents say, the answer is
/// valid, has no series twice, and says the same in every format.
/// </summary>
internal sealed class PayloadTarget() : FuzzTarget("payload")
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly DocumentStatus Read = new(null, TimeSpan.FromMilliseconds(2), new Timestamp(1_767_225_600_000_000_000));
    private static readonly DocumentStatus Unread = new(new EndpointFailure(FailureReason.Decode, "not valid JSON"), TimeSpan.FromMilliseconds(1), null);

    private static readonly CommonLabel[] CommonLabels =
        [new("zone", "--metrics.label=zone=\"\\", _ => "\"\\\n"), .. TaskLabels.Choices.Select(choice => choice.Label)];

    private readonly ThreadLocal<Scraper> _scraper = new(() => new Scraper());

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random)
    {
        var number = random.Next(PayloadCorpus.Tasks.Count);

        // Now and then the figures of another task.
        var other = random.Next(10) == 0 ? random.Next(PayloadCorpus.Stats.Count) : number;

        // Mostly a little damage, so that much is left to go wrong later; sometimes a lot.
        JsonMutator mutator = new(random, random.Next(6) switch { 0 => 0.2, 1 => 0.05, 2 => 0, _ => 0.01 });
        return [Damaged(PayloadCorpus.Tasks[number], mutator, random), Damaged(PayloadCorpus.Stats[other], mutator, random)];
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input) => _scraper.Value!.Scrape(input[0], input[1]);

    private static byte[] Damaged(byte[] document, JsonMutator mutator, Random random)
    {
        var structural = Encoding.UTF8.GetBytes(mutator.Mutate(document));
        return random.Next(4) == 0 ? ByteMutator.Mutate(structural, random) : structural;
    }

    /// <summary>What an exporter keeps from scrape to scrape.</summary>
    private sealed class Scraper
    {
        private readonly Anomalies _anomalies = new(NullLogger.Instance);
        private readonly StringPool _strings = new();
        private readonly ArrayBufferWriter<byte> _output = new();
        private readonly Catalogue _plain;
        private readonly Catalogue _labelled;

        public Scraper()
        {
            MetricFamily[] families =
                [.. Collectors.All.SelectMany(collector => collector.Families()), .. EndpointFamilies.Of(new EndpointErrors(), _anomalies)];
            _plain = new Catalogue(families, []);
            _labelled = new Catalogue(families, CommonLabels);
        }

        private delegate T DocumentReader<T>(ref JsonCursor json);

        public void Scrape(byte[] taskJson, byte[] statsJson)
        {
            var task = Decode(taskJson, AnomalyKind.MalformedTask, TaskMetadataDocument.Read);
            var stats = Decode(statsJson, AnomalyKind.MalformedStats, TaskStats.Read);
            var selection = ContainerSelection.Default with { IncludeInternal = statsJson.Length % 2 == 0 };
            TaskSnapshot snapshot = new(task, task is null ? Unread : Read, stats, stats is null ? Unread : Read, selection);
            var catalogue = taskJson.Length % 4 == 0 ? _labelled : _plain;

            var text = Strict.GetString(Write(catalogue, snapshot, ExpositionFormat.Text));
            var samples = ExpositionText.Parse(text);
            ProtobufMessages.RequireSame(Write(catalogue, snapshot, ExpositionFormat.Protobuf), samples);
            var openMetrics = Write(catalogue, snapshot, ExpositionFormat.OpenMetrics1).ToArray();
            OpenMetricsText.RequireSame(Strict.GetString(openMetrics), text);
            if (!Write(catalogue, snapshot, ExpositionFormat.OpenMetrics001).SequenceEqual(openMetrics))
            {
                throw new FormatException("the two versions of OpenMetrics differ");
            }
        }

        /// <summary>As the client does it.</summary>
        private T? Decode<T>(ReadOnlySpan<byte> json, AnomalyKind section, DocumentReader<T> reader)
            where T : class
        {
            json = Utf8.IsValid(json) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
            try
            {
                var cursor = new JsonCursor(json, _strings, _anomalies, section);
                return reader(ref cursor);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private ReadOnlySpan<byte> Write(Catalogue catalogue, TaskSnapshot snapshot, ExpositionFormat format)
        {
            _output.ResetWrittenCount();
            ExpositionWriter.Write(catalogue, snapshot, format, _output);
            return _output.WrittenSpan;
        }
    }
}
