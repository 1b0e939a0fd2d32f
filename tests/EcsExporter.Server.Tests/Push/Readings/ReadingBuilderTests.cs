// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Tests.Push.Readings;

public sealed class ReadingBuilderTests
{
    private static readonly DateTimeOffset Time = FakeTime.Start;

    [Theory]
    [InlineData(new string[0], "__name__,instance,job")]
    [InlineData(new[] { "container_name" }, "__name__,container_name,instance,job")]
    [InlineData(new[] { "A", "Z", "zone" }, "A,Z,__name__,instance,job,zone")]
    [InlineData(new[] { "instance", "job" }, "__name__,exported_instance,exported_job,instance,job")]
    [InlineData(new[] { "exported_job", "job" }, "__name__,exported_exported_job,exported_job,instance,job")]
    public void Build_LabelsOfAFamily_AreSortedWithTheIdentity(string[] names, string expected)
    {
        var registry = new MetricRegistry<TaskSnapshot>([new MetricFamily<TaskSnapshot>("family", MetricType.Gauge, "help", names,
                (_, samples) => samples.Add(Array.ConvertAll<string, string?>(names, _ => "x"), 1))], []);

        var builder = new ReadingBuilder(new PushIdentity("j", "i"), static () => 1000);
        var series = Decode(builder.Build(sink => registry.Collect(PushPayloads.Down(), sink), Time))[0];

        Assert.Equal(expected, string.Join(',', series.Labels.Split('\u0001').Select(label => label.Split('=')[0])));
    }

    [Fact]
    public void Build_SameSeriesAgain_SharesThem()
    {
        var builder = new ReadingBuilder(new PushIdentity("j", "i"), static () => int.MaxValue);
        var up = PushPayloads.Snapshot(0);

        var first = builder.Build(sink => PushPayloads.Registry.Collect(up, sink), Time);
        var second = builder.Build(sink => PushPayloads.Registry.Collect(up, sink), Time);
        var third = builder.Build(sink => PushPayloads.Registry.Collect(PushPayloads.Down(up), sink), Time);

        Assert.Same(Series(first), Series(second));
        Assert.NotSame(Series(second), Series(third));
    }

    [Fact]
    public void Build_ClockThatStandsOrIsSetBack_GivesLaterReadingsLaterTimes()
    {
        var builder = new ReadingBuilder(new PushIdentity("j", "i"), static () => 1000);
        long[] times =
        [
            builder.Build(static _ => { }, Time).UnixMilliseconds,
            builder.Build(static _ => { }, Time).UnixMilliseconds,
            builder.Build(static _ => { }, Time - TimeSpan.FromHours(1)).UnixMilliseconds,
            builder.End(Time).UnixMilliseconds,
            builder.Build(static _ => { }, Time + TimeSpan.FromSeconds(1)).UnixMilliseconds,
        ];

        Assert.Equal([0, 1, 2, 3, 1000], times.Select(time => time - Time.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Build_MoreThanAReadingMayTake_Throws()
    {
        var error = Assert.Throws<ReadingTooLargeException>(() =>
            new ReadingBuilder(new PushIdentity("j", "i"), static () => 10_000)
                .Build(sink => PushPayloads.Registry.Collect(PushPayloads.Snapshot(0), sink), Time));

        Assert.Equal("the metrics would take more than 10000 bytes", error.Message);
    }

    [Fact]
    public void Except_AnEndpointThatFails_GivesTheSeriesThatEnded()
    {
        var builder = new ReadingBuilder(new PushIdentity("j", "i"), static () => int.MaxValue);
        var up = PushPayloads.Snapshot(0);
        var before = builder.Build(sink => PushPayloads.Registry.Collect(up, sink), Time);
        var now = builder.Build(sink => PushPayloads.Registry.Collect(PushPayloads.Down(up), sink), Time);
        var (seriesBefore, seriesNow) = (Names(before), Names(now));

        var ended = Series(before).Except(Series(now));
        var all = Series(now).Union(Series(before));

        Assert.Equal(seriesBefore.Except(seriesNow), Names(ended));
        Assert.Equal(seriesNow.Concat(seriesBefore.Except(seriesNow)), Names(all));
        Assert.Equal(0, Series(before).Except(all).Count);
        Assert.Same(all, all.Union(Series(before)));
    }

    [Fact]
    public void Build_TasksOfAHost_EachHasTheSeriesOfItsOwnExporter()
    {
        PushTarget[] others = [new("b", Collect(1)), new("c", Collect(2))];
        var all = Names(new ReadingBuilder(new PushIdentity("j", "a"), static () => int.MaxValue).Build(Collect(0), Time, others));

        var each = new[] { "a", "b", "c" }.SelectMany((instance, i) =>
            Names(new ReadingBuilder(new PushIdentity("j", instance), static () => int.MaxValue).Build(Collect(i), Time)));

        Assert.Equal(each, all);
        Assert.Equal(3, all.Count(series => series.Contains("__name__=up", StringComparison.Ordinal)));
    }

    [Fact]
    public void Build_OneTaskOfAHostChanges_TheOthersShareTheirSeries()
    {
        var builder = new ReadingBuilder(new PushIdentity("j", "a"), static () => int.MaxValue);
        var before = builder.Build(Collect(0), Time, [new("b", Collect(1)), new("c", Collect(2))]);

        var now = builder.Build(Collect(0), Time, [new("c", Collect(1)), new("d", Collect(2))]);

        Assert.Equal(["a", "b", "c"], before.Targets.Select(target => target.Series.Instance));
        Assert.Equal(["a", "c", "d"], now.Targets.Select(target => target.Series.Instance));
        Assert.Same(Series(before), Series(now));
        Assert.NotSame(before.Targets[2].Series, now.Targets[1].Series);
    }

    [Fact]
    public void Build_ManyTasks_ThrowsWhenTheyTakeTooMuchTogether()
    {
        var builder = new ReadingBuilder(new PushIdentity("j", "a"), static () => 50_000);
        PushTarget[] others = [.. Enumerable.Range(0, 20).Select(number => new PushTarget($"{number}", Collect(0)))];

        var few = builder.Build(Collect(0), Time, others[..2]);

        Assert.Equal(3, few.Targets.Count);
        _ = Assert.Throws<ReadingTooLargeException>(() => builder.Build(Collect(0), Time, others));
        Assert.Same(Series(few), Series(builder.Build(Collect(0), Time)));
    }

    [Fact]
    public void Except_CounterThatBeganAgain_IsTheSameSeries()
    {
        var builder = new ReadingBuilder(TestSamples.Identity, static () => 1000);
        long start = 1;
        var registry = new MetricRegistry<TaskSnapshot>([new MetricFamily<TaskSnapshot>("c_total", MetricType.Counter, "help", ["a"],
                (_, samples) => samples.Add("x", 1, new Timestamp(start)))], []);
        var before = builder.Build(sink => registry.Collect(PushPayloads.Down(), sink), Time);
        start = 2;

        var now = builder.Build(sink => registry.Collect(PushPayloads.Down(), sink), Time);

        Assert.NotSame(Series(before), Series(now));
        Assert.Equal(0, Series(before).Except(Series(now)).Count);
    }

    private static Action<ISampleSink> Collect(int payload)
    {
        var snapshot = PushPayloads.Snapshot(payload);
        return sink => PushPayloads.Registry.Collect(snapshot, sink);
    }

    private static SeriesSet Series(Reading reading) => reading.Targets[0].Series;

    private static List<string> Names(SeriesSet series) => Names(new Reading([new TargetReading(series, new double[series.Count])], 1));

    private static List<string> Names(Reading reading) => [.. Decode(reading).Select(series => series.Labels)];

    private static IReadOnlyList<PushedSeries> Decode(Reading reading)
    {
        var protocol = new RemoteWriteProtocol();
        List<PushedSeries> series = [];
        for (var samples = new SampleCursor(reading, []); !samples.IsAtEnd;)
        {
            series.AddRange(PushedSeries.OfRemoteWrite(protocol.Encode(samples).Body.Span));
        }

        return series;
    }
}
