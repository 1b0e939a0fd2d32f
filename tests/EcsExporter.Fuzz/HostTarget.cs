// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Fuzz;

/// <summary>
/// Fuzzes one task in the documents of a host. For any damage, the answer is valid, has no series twice, has the same samples in every format, and
/// has the same series for every other task as without the damage.
/// </summary>
internal sealed class HostTarget() : FuzzTarget("host")
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly EndpointFailure NotJson = new(FailureReason.Decode, "not valid JSON");

    /// <summary>The elements of both documents at one moment, task by task.</summary>
    private static readonly (byte[] Task, byte[] Stats)[] Host = HostAt(TimeSpan.FromMinutes(5));

    private static readonly MetricRegistry<HostTask> Registry = new(
        [
            .. Collector.All.SelectMany(static collector => collector.Families()).Select(static family => family.From<HostTask>(static task => task.Snapshot)),
        ],
        [new CommonLabel<HostTask>("instance", "test", static task => task.Id)]);

    private static readonly Dictionary<ExpositionFormat, BoundFormat<HostTask>> Formats =
        ExpositionFormat.All.ToDictionary(static format => format, static format => format.For(Registry));

    private static readonly string[] Undamaged = Lines(HostOf(ListOf(Host.Select(static one => one.Task)), ListOf(Host.Select(static one => one.Stats))));

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random)
    {
        var damaged = random.Next(Host.Length);
        JsonMutator mutator = new(random, random.Next(4) switch { 0 => 0.2, 1 => 0.05, _ => 0.01 });
        var tasks = ListOf(Host.Select((one, i) => i == damaged ? Encoding.UTF8.GetBytes(mutator.Mutate(one.Task)) : one.Task));
        var stats = ListOf(Host.Select((one, i) => i == damaged ? Encoding.UTF8.GetBytes(mutator.Mutate(one.Stats)) : one.Stats));

        // In a quarter of the cases, the whole documents are damaged, and may then be missing as a whole.
        return random.Next(4) == 0
            ? [[], ByteMutator.Mutate(tasks, random), ByteMutator.Mutate(stats, random)]
            : [Encoding.UTF8.GetBytes(IdOf(Host[damaged].Task)), tasks, stats];
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        var host = HostOf(input[1], input[2]);
        var text = Strict.GetString(Write(host, ExpositionFormat.Text));
        ProtobufMessages.RequireSame(Write(host, ExpositionFormat.Protobuf), ExpositionText.Parse(text));
        OpenMetricsText.RequireSame(Strict.GetString(Write(host, ExpositionFormat.OpenMetrics1)), text);
        if (input[0].Length > 0)
        {
            var damaged = $"instance=\"{Strict.GetString(input[0])}\"";
            var missing = Undamaged.Where(line => !line.Contains(damaged, StringComparison.Ordinal)).Except(Lines(host)).FirstOrDefault();
            if (missing is not null)
            {
                throw new FormatException($"the damage of one task has changed another: {missing}");
            }
        }
    }

    private static (byte[] Task, byte[] Stats)[] HostAt(TimeSpan elapsed)
    {
        var start = DateTimeOffset.UnixEpoch.AddYears(56);
        var daemon = Scenario.Find("managed-instances-daemon")!.StartTask(start);
        return [.. daemon.HostAt(start + elapsed).Select(task => (task.TaskDocument(start + elapsed), task.StatsDocument(start + elapsed)))];
    }

    private static byte[] ListOf(IEnumerable<byte[]> elements) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', elements.Select(static element => Encoding.UTF8.GetString(element)))}]");

    private static string IdOf(byte[] task)
    {
        using var json = JsonDocument.Parse(task);
        return json.RootElement.GetProperty("TaskARN").GetString()!.Split('/')[^1];
    }

    private static HostSnapshot HostOf(byte[] tasks, byte[] stats) =>
        new([StateOf(EndpointDocument.Tasks, tasks), StateOf(EndpointDocument.TasksStats, stats)], ContainerSelection.Default, "");

    private static DocumentState StateOf(EndpointDocument document, byte[] body)
    {
        try
        {
            var content = new DocumentDecoder(document, new StringPool(), new Anomalies(NullLogger.Instance)).Decode(body);
            return new DocumentState(document, content, null, TimeSpan.FromMilliseconds(2), new Timestamp(1_767_225_600_000_000_000));
        }
        catch (JsonException)
        {
            return new DocumentState(document, null, NotJson, TimeSpan.FromMilliseconds(1), null);
        }
    }

    /// <summary>The lines with samples, without the HELP and TYPE lines.</summary>
    private static string[] Lines(HostSnapshot host) =>
        [.. Strict.GetString(Write(host, ExpositionFormat.Text)).Split('\n').Where(static line => line.Length > 0 && line[0] != '#')];

    private static byte[] Write(HostSnapshot host, ExpositionFormat format)
    {
        ArrayBufferWriter<byte> output = new();
        Formats[format].Write([.. host.Tasks], output);
        return output.WrittenSpan.ToArray();
    }
}
