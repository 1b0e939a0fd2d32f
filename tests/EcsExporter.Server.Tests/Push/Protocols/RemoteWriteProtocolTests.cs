// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Tests.Push.Protocols;

public sealed class RemoteWriteProtocolTests
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
        IEnumerable<PushedSeries> expected =
        [
            .. PushPayloads.Text(snapshot).Select(sample => PushedSeries.Of(sample, Identity.Job, Identity.Instance, milliseconds)),
            PushedSeries.Up(Identity.Job, Identity.Instance, milliseconds),
        ];

        var reading = new ReadingBuilder(Identity, static () => int.MaxValue).Build(sink => PushPayloads.Registry.Collect(snapshot, sink), Time);

        Assert.Equal(expected, Requests(reading, []).SelectMany(request => request));
    }

    [Theory]
    [InlineData(1, 0, new[] { 2 })]
    [InlineData(1999, 0, new[] { 2000 })]
    [InlineData(2000, 0, new[] { 2000, 1 })]
    [InlineData(1999, 3, new[] { 2000, 3 })]
    [InlineData(1997, 2, new[] { 2000 })]
    [InlineData(0, 4001, new[] { 2000, 2000, 2 })]
    public void Encode_ManySamples_TakesRequestsOfTwoThousandWithTheEndsOfSeriesLast(int samples, int ended, int[] requests)
    {
        var before = Many(ended, 10, "before");

        var encoded = Requests(Many(samples, 10, "now"), LiveSeries.Of(before).Except(LiveSeries.Of(Many(0, 10, "now"))));

        Assert.Equal(requests, encoded.Select(request => request.Count));
        Assert.Equal([.. Enumerable.Repeat(false, samples + 1), .. Enumerable.Repeat(true, ended)],
            encoded.SelectMany(request => request).Select(sample => sample.IsStale));
    }

    [Fact]
    public void Encode_LongLabels_TakesRequestsOfAtMostAMegabyte()
    {
        var encoded = Requests(Many(1000, 4000, "now"), []);

        Assert.True(encoded.Count is 5 or 6, $"{encoded.Count} requests");
        Assert.Equal(1001, encoded.Sum(request => request.Count));
    }

    [Theory]
    [InlineData(0.0, 0x0000000000000000)]
    [InlineData(-0.0, 0x8000000000000000)]
    [InlineData(double.PositiveInfinity, 0x7ff0000000000000)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(double.NaN, 0x7ff8000000000001)]
    public void Encode_PeculiarValue_KeepsItsBitsAndEndsNoSeries(double value, ulong bits)
    {
        var registry = new MetricRegistry<TaskSnapshot>([new MetricFamily<TaskSnapshot>("value", MetricType.Gauge, "help", [],
                (_, samples) => samples.Add(value))], []);
        var reading = new ReadingBuilder(Identity, static () => 1000).Build(sink => registry.Collect(PushPayloads.Down(), sink), Time);

        Assert.Equal(bits, Requests(reading, [])[0][0].Bits);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData((HttpStatusCode)599, true)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.RequestTimeout, false)]
    [InlineData(HttpStatusCode.TemporaryRedirect, false)]
    public void IsRetryable_Status_IsForServerErrorsAndTooManyRequests(HttpStatusCode status, bool isRetryable) =>
        Assert.Equal(isRetryable, new RemoteWriteProtocol().IsRetryable(status));

    /// <summary>A reading with this many samples, each with a label of this length, and <c>up</c>.</summary>
    private static Reading Many(int samples, int length, string name)
    {
        var registry = new MetricRegistry<TaskSnapshot>(
            [
                new MetricFamily<TaskSnapshot>(name, MetricType.Gauge, "help", ["label"], (_, sink) =>
                {
                    for (var i = 0; i < samples; i++)
                    {
                        sink.Add($"{i}".PadLeft(length, '0'), i);
                    }
                }),
            ],
            []);
        return new ReadingBuilder(Identity, static () => int.MaxValue).Build(sink => registry.Collect(PushPayloads.Down(), sink), Time);
    }

    private static List<IReadOnlyList<PushedSeries>> Requests(Reading reading, IReadOnlyList<SeriesSet> ended)
    {
        var protocol = new RemoteWriteProtocol();
        var samples = new SampleCursor(reading, ended);
        List<IReadOnlyList<PushedSeries>> requests = [];
        while (!samples.IsAtEnd)
        {
            var request = protocol.Encode(samples);
            requests.Add(PushedSeries.OfRemoteWrite(request.Body.Span));
            Assert.Equal(request.Samples, requests[^1].Count);
        }

        return requests;
    }
}
