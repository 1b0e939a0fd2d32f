// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Fuzz;

/// <summary>
/// Fuzzes both documents of a whole scrape: readers, registry with all collectors, every format. For any documents, the answer is valid, has no
/// series twice, and has the same samples in every format.
/// </summary>
internal sealed class PayloadTarget() : FuzzTarget("payload")
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly CommonLabel<TaskSnapshot>[] CommonLabels =
        [new("zone", "--metrics.label=zone=\"\\", _ => "\"\\\n"), .. TaskLabels.Choices.Select(choice => choice.Label)];

    private readonly ThreadLocal<Scraper> _scraper = new(() => new Scraper());

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random)
    {
        var number = random.Next(PayloadCorpus.Tasks.Count);

        // In a tenth of the cases, the stats are those of another task.
        var other = random.Next(10) == 0 ? random.Next(PayloadCorpus.Stats.Count) : number;

        // Most cases have little damage, so that the reader gets far; some have a lot.
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

    /// <summary>The state that an exporter keeps from scrape to scrape.</summary>
    private sealed class Scraper
    {
        private readonly Anomalies _anomalies = new(NullLogger.Instance);
        private readonly Dictionary<EndpointDocument, DocumentDecoder> _decoders;
        private readonly ArrayBufferWriter<byte> _output = new();
        private readonly Dictionary<ExpositionFormat, BoundFormat<TaskSnapshot>> _plain;
        private readonly Dictionary<ExpositionFormat, BoundFormat<TaskSnapshot>> _labelled;

        public Scraper()
        {
            StringPool strings = new();
            _decoders = EndpointDocument.OfTask.ToDictionary(document => document, document => new DocumentDecoder(document, strings, _anomalies));
            MetricFamily<TaskSnapshot>[] families =
            [
                .. Collector.All.SelectMany(collector => collector.Families()),
                .. EndpointFamilies.Of(new EndpointErrors(EndpointDocument.OfTask), _anomalies),
            ];
            _plain = Bind(new MetricRegistry<TaskSnapshot>(families, []));
            _labelled = Bind(new MetricRegistry<TaskSnapshot>(families, CommonLabels));

            static Dictionary<ExpositionFormat, BoundFormat<TaskSnapshot>> Bind(MetricRegistry<TaskSnapshot> registry) =>
                ExpositionFormat.All.ToDictionary(format => format, format => format.For(registry));
        }

        public void Scrape(byte[] taskJson, byte[] statsJson)
        {
            Dictionary<EndpointDocument, byte[]> bodies = new() { [EndpointDocument.Task] = taskJson, [EndpointDocument.TaskStats] = statsJson };
            var selection = ContainerSelection.Default with { IncludeInternal = statsJson.Length % 2 == 0 };
            byte[] empty = [.. "{}"u8];
            TaskSnapshot snapshot = new(
                [.. EndpointDocument.OfTask.Select(document => Decode(document, bodies.GetValueOrDefault(document, empty)))], selection);
            var formats = taskJson.Length % 4 == 0 ? _labelled : _plain;

            var text = Strict.GetString(Write(formats[ExpositionFormat.Text], snapshot));
            var samples = ExpositionText.Parse(text);
            ProtobufMessages.RequireSame(Write(formats[ExpositionFormat.Protobuf], snapshot), samples);
            var openMetrics = Write(formats[ExpositionFormat.OpenMetrics1], snapshot).ToArray();
            OpenMetricsText.RequireSame(Strict.GetString(openMetrics), text);
            if (!Write(formats[ExpositionFormat.OpenMetrics001], snapshot).SequenceEqual(openMetrics))
            {
                throw new FormatException("the two versions of OpenMetrics differ");
            }
        }

        private DocumentState Decode(EndpointDocument document, byte[] body)
        {
            try
            {
                var readAt = new Timestamp(1_767_225_600_000_000_000);
                return new DocumentState(document, _decoders[document].Decode(body), null, TimeSpan.FromMilliseconds(2), readAt);
            }
            catch (JsonException)
            {
                return new DocumentState(document, null, new EndpointFailure(FailureReason.Decode, "not valid JSON"), TimeSpan.FromMilliseconds(1), null);
            }
        }

        private ReadOnlySpan<byte> Write(BoundFormat<TaskSnapshot> format, TaskSnapshot snapshot)
        {
            _output.ResetWrittenCount();
            format.Write(snapshot, _output);
            return _output.WrittenSpan;
        }
    }
}
