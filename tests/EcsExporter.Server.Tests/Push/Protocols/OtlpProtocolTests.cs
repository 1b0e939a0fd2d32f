// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;
using System.Net;
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using EcsExporter.Server.Tests.Push.Schema;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using Google.Protobuf;

namespace EcsExporter.Server.Tests.Push.Protocols;

public sealed class OtlpProtocolTests
{
    private static readonly PushIdentity Identity = new("ecs", "0123abcd");
    private static readonly DateTimeOffset Time = FakeTime.Start;

    public static TheoryData<int> Payloads => PushPayloads.All;

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Encode_ScrapeOfAPayload_HasTheSeriesOfTheTextAndTheIdentity(int payload)
    {
        var snapshot = PushPayloads.Snapshot(payload);
        var milliseconds = Time.ToUnixTimeMilliseconds();
        var text = PushPayloads.Text(snapshot);
        IEnumerable<PushedSeries> expected =
        [
            .. text.Select(sample => PushedSeries.Of(sample, Identity.Job, Identity.Instance, milliseconds)),
            PushedSeries.Up(Identity.Job, Identity.Instance, milliseconds),
        ];

        var reading = new ReadingBuilder(Identity, static () => int.MaxValue).Build(sink => PushPayloads.Registry.Collect(snapshot, sink), Time);
        var metrics = Requests(reading, []).SelectMany(request => request).ToList();

        Assert.Equal(expected, metrics.SelectMany(SeriesOf));
        Assert.Equal(
            [.. text.DistinctBy(sample => sample.Family).Select(sample => (sample.Family, sample.Type)), ("up", "gauge")],
            metrics.DistinctBy(metric => metric.Name).Select(metric => (metric.Name, metric.DataCase == Metric.DataOneofCase.Sum ? "counter" : "gauge")));
    }

    [Fact]
    public void Encode_TasksOfAHost_HaveTheSeriesOfTheirOwnExporters()
    {
        PushTarget[] tasks = [.. new[] { "a", "b", "c" }.Select((instance, payload) =>
        {
            var snapshot = PushPayloads.Snapshot(payload);
            return new PushTarget(instance, sink => PushPayloads.Registry.Collect(snapshot, sink));
        })];

        var together = Requests(new ReadingBuilder(Identity with { Instance = "a" }, static () => int.MaxValue).Build(tasks[0].Collect, Time, tasks[1..]), []);

        var alone = tasks.SelectMany(task =>
            Requests(new ReadingBuilder(Identity with { Instance = task.Instance }, static () => int.MaxValue).Build(task.Collect, Time), []));
        Assert.Equal(
            alone.SelectMany(request => request).SelectMany(SeriesOf),
            together.SelectMany(request => request).SelectMany(SeriesOf));
    }

    public static TheoryData<long?, long> Starts => new()
    {
        { null, 0 },
        { 1, 1 },
        { -1, 0 },
        { Time.ToUnixTimeMilliseconds() * 1_000_000, Time.ToUnixTimeMilliseconds() * 1_000_000 },
        { (Time.ToUnixTimeMilliseconds() * 1_000_000) + 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public void Encode_CounterWithAStart_HasItUnlessItIsInTheFuture(long? start, long expected)
    {
        var registry = new MetricRegistry<TaskSnapshot>(
            [
                new MetricFamily<TaskSnapshot>("c_total", MetricType.Counter, "help", ["a"],
                    (_, samples) => samples.Add("x", 1, start is { } known ? new Timestamp(known) : null)),
                new MetricFamily<TaskSnapshot>("g", MetricType.Gauge, "help", [], static (_, samples) => samples.Add(1)),
            ],
            []);
        var reading = new ReadingBuilder(Identity, static () => 10_000).Build(sink => registry.Collect(PushPayloads.Down(), sink), Time);

        var points = Requests(reading, []).SelectMany(request => request).SelectMany(PointsOf);

        Assert.Equal([(ulong)expected, 0, 0], points.Select(point => point.StartTimeUnixNano));
    }

    [Theory]
    [InlineData(999, 0, new[] { 1000 })]
    [InlineData(1000, 0, new[] { 1000, 1 })]
    [InlineData(999, 2001, new[] { 1000, 1000, 1000, 1 })]
    public void Encode_ManySamples_TakesRequestsOfAThousandWithTheEndsOfSeriesLast(int samples, int ended, int[] requests)
    {
        var before = Build(samples + ended, 10);
        var now = Build(samples, 10);

        var encoded = Requests(now, LiveSeries.Of(before).Except(LiveSeries.Of(now)));

        Assert.Equal(requests, encoded.Select(request => request.Sum(metric => PointsOf(metric).Count)));
        Assert.Equal(
            [.. Enumerable.Repeat(0u, samples + 1), .. Enumerable.Repeat(1u, ended)],
            encoded.SelectMany(request => request).SelectMany(PointsOf).Select(point => point.Flags));
        Assert.All(
            encoded.SelectMany(request => request).SelectMany(PointsOf).Where(point => point.Flags == 1),
            point => Assert.Equal(NumberDataPoint.ValueOneofCase.None, point.ValueCase));
    }

    [Fact]
    public void Encode_LongLabels_TakesRequestsOfAtMostAMegabyte()
    {
        var encoded = Requests(Build(900, 4000), []);

        Assert.Equal(901, encoded.Sum(request => request.Sum(metric => PointsOf(metric).Count)));
        Assert.Equal(4, encoded.Count);
    }

    [Fact]
    public void Encode_ResourceAttributes_AreThere()
    {
        var protocol = new OtlpProtocol(static () => [new("service.name", "ecs"), new("service.instance.id", "ü")]);
        var request = protocol.Encode(new SampleCursor(Build(1, 1), []));

        var resource = Assert.Single(Decode(request.Body).ResourceMetrics).Resource;

        Assert.Equal([("service.name", "ecs"), ("service.instance.id", "ü")], resource.Attributes.Select(pair => (pair.Key, pair.Value.StringValue)));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(7, "too old")]
    [InlineData(-1, "")]
    public void ReadRejected_PartialSuccess_IsDecoded(long rejected, string message)
    {
        var protocol = new OtlpProtocol(static () => []);
        var response = new ExportMetricsServiceResponse() {
            PartialSuccess = new ExportMetricsPartialSuccess { RejectedDataPoints = rejected, ErrorMessage = message } };

        Assert.Equal(rejected, protocol.ReadRejected(response.ToByteArray(), out var reason));
        Assert.Equal(message, System.Text.Encoding.UTF8.GetString(reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0a")]
    [InlineData("0aff")]
    [InlineData("0affffffffffffffffff7f")]
    [InlineData("0a0208")]
    [InlineData("0affffffff0f")]
    [InlineData("ffffffffffffffffffffffff")]
    [InlineData("7b7d")]
    [InlineData("0b0c")]
    public void ReadRejected_Junk_RejectsNothing(string hexadecimal)
    {
        var protocol = new OtlpProtocol(static () => []);

        Assert.Equal(0, protocol.ReadRejected(Convert.FromHexString(hexadecimal), out _));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.GatewayTimeout, true)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    [InlineData(HttpStatusCode.NotImplemented, false)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.RequestTimeout, false)]
    public void IsRetryable_Status_IsForFourCodes(HttpStatusCode status, bool isRetryable)
    {
        var protocol = new OtlpProtocol(static () => []);

        Assert.Equal(isRetryable, protocol.IsRetryable(status));
    }

    private static Reading Build(int samples, int length) =>
        new ReadingBuilder(Identity, static () => int.MaxValue).Build(
            TestSamples.Of([.. Enumerable.Range(0, samples).Select(i => $"{i}".PadLeft(length, '0'))]), Time);

    private static List<IReadOnlyList<Metric>> Requests(Reading reading, IReadOnlyList<SeriesSet> ended)
    {
        var protocol = new OtlpProtocol(static () => []);
        var samples = new SampleCursor(reading, ended);
        List<IReadOnlyList<Metric>> requests = [];
        while (!samples.IsAtEnd)
        {
            var request = protocol.Encode(samples);
            var resource = Assert.Single(Decode(request.Body).ResourceMetrics);
            Assert.Null(resource.Resource);
            var scope = Assert.Single(resource.ScopeMetrics);
            Assert.Null(scope.Scope);
            requests.Add([.. scope.Metrics]);
            Assert.Equal(request.Samples, requests[^1].Sum(metric => PointsOf(metric).Count));
        }

        return requests;
    }

    private static ExportMetricsServiceRequest Decode(ReadOnlyMemory<byte> body)
    {
        using var gzip = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        using var message = new MemoryStream();
        gzip.CopyTo(message);
        Assert.InRange(message.Length, 1, 1_000_000);
        var request = ExportMetricsServiceRequest.Parser.ParseFrom(message.ToArray());
        Assert.Equal(message.Length, request.CalculateSize());
        return request;
    }

    private static IReadOnlyList<NumberDataPoint> PointsOf(Metric metric)
    {
        if (metric.DataCase == Metric.DataOneofCase.Gauge)
        {
            return metric.Gauge.DataPoints;
        }

        Assert.Equal((AggregationTemporality.Cumulative, true), (metric.Sum.AggregationTemporality, metric.Sum.IsMonotonic));
        return metric.Sum.DataPoints;
    }

    private static IEnumerable<PushedSeries> SeriesOf(Metric metric) => PointsOf(metric).Select(point => new PushedSeries(
        PushedSeries.Join([.. point.Attributes.Select(pair => (pair.Key, pair.Value.StringValue)), ("__name__", metric.Name)]),
        BitConverter.DoubleToUInt64Bits(point.AsDouble),
        (long)(point.TimeUnixNano / 1_000_000)));
}
