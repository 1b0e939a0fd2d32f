// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>
/// Tests counters of interfaces that all containers of a task share, over several scrapes. A row is a sequence of readings. A reading is
/// "container@second value" for each container with stats, or "-" without stats.
/// </summary>
public sealed class SharedCounterTests
{
    private const string Family = "ecs_network_receive_bytes_total";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 5, 0, TimeSpan.Zero);

    private static readonly string[] Counters =
    [
        "rx_bytes", "rx_packets", "rx_errors", "rx_dropped", "tx_bytes", "tx_packets", "tx_errors", "tx_dropped",
    ];

    [Theory]
    [InlineData("the later sample's container ends", "a@49.2 129045374, b@49.4 129046293 | a@49.2 129045374", "1.29046293e+08 | 1.29046293e+08")]
    [InlineData("and a sample passes it", "a@0 100, b@0.2 110 | a@0 100 | a@10 150", "110 | 110 | 150")]
    [InlineData("samples leapfrog", "a@0 100, b@0.2 110 | a@10 200, b@0.2 110 | a@10 200, b@10.2 220 | a@20 300", "110 | 200 | 220 | 300")]
    [InlineData("clocks differ a little", "a@0 1000 | b@0.1 990 | b@10.1 2000", "1000 | 1000 | 2000")]
    [InlineData("a reset", "a@0 1000 | a@10 7 | a@20 9", "1000 | 7 | 9")]
    [InlineData("a reset to nothing", "a@0 1000 | a@10 0 | a@20 5", "1000 | 0 | 5")]
    [InlineData("no reset, as the sample is not later", "a@0 1000 | b@0 7 | b@-1 7 | b@10 7", "1000 | 1000 | 1000 | 7")]
    [InlineData("a wrap", "a@0 18446744073709551615 | a@10 3", "1.8446744073709552e+19 | 3")]
    [InlineData("one container is stuck after a reset", "a@0 1000, b@0 1000 | a@10 5, b@0 1000 | a@20 6", "1000 | 1000 | 6")]
    [InlineData("lower for a minute is right", "a@0 1000 | a@10 900 | a@59 910 | a@60 920 | a@70 930", "1000 | 1000 | 1000 | 920 | 930")]
    [InlineData("an old agent divides by more containers", "a@0 1000 | a@1 505, b@1 505 | a@61 600, b@61 600 | a@62 610", "1000 | 1000 | 600 | 610")]
    [InlineData("a scrape interval of minutes", "a@0 1000 | a@300 5000 | a@600 6000", "1000 | 5000 | 6000")]
    [InlineData("without times", "a@? 1000 | a@? 900 | a@? 7 | a@? 1001", "1000 | 1000 | 1000 | 1001")]
    [InlineData("times that come late", "a@? 1000 | a@10 900 | a@80 910", "1000 | 1000 | 910")]
    [InlineData("a time that is gone", "a@0 1000 | a@? 7 | a@10 8", "1000 | 1000 | 8")]
    [InlineData("blind for a while", "a@0 1000, b@0.2 1100 | - | - | a@0 1000", "1100 |  |  | 1100")]
    [InlineData("zero stays", "a@0 0 | a@10 0 | a@20 1", "0 | 0 | 1")]
    public void Counter_ReadingAfterReading_FallsOnlyWhenItWasReset(string what, string readings, string expected) =>
        Assert.Equal((what, expected), (what, string.Join(" | ", Scrapes(readings).Select(Value))));

    [Fact]
    public void Counter_TaskMissingInBetween_IsRememberedButNotPublished()
    {
        Scrape first = new(Task("a"), Stats(("a", 0, Interface("eth1", 1000))));
        Scrape blind = new(null, Stats(("a", 10, Interface("eth1", 1500))), previous: first);
        Scrape unread = new(Task("a"), null, previous: blind);
        Scrape later = new(Task("a"), Stats(("a", 0, Interface("eth1", 900))), previous: unread);
        Assert.Equal("1000", Value(first));
        Assert.Equal("", Value(blind));
        Assert.Equal("", Value(unread));
        Assert.Equal("1000", Value(later));
    }

    [Fact]
    public void Counter_OfAnotherTask_BeginsAnew()
    {
        const string Arn = "arn:aws:ecs:eu-west-1:111122223333:task/shop/";
        Scrape first = new(TaskWith(Arn + "1", "a"), Stats(("a", 0, Interface("eth1", 1000))));
        Assert.Equal("900", Value(new Scrape(TaskWith(Arn + "2", "a"), Stats(("a", 0, Interface("eth1", 900))), previous: first)));
        Assert.Equal("1000", Value(new Scrape(TaskWith(Arn + "1", "a"), Stats(("a", 0, Interface("eth1", 900))), previous: first)));
        Assert.Equal("1000", Value(new Scrape(Task("a"), Stats(("a", 0, Interface("eth1", 900))), previous: first)));
    }

    [Fact]
    public void Counters_AllEight_AreIndependent()
    {
        foreach (var counter in Counters)
        {
            Scrape first = new(Task("a"), Stats(("a", 0, Eight(counter, 1000))));
            Scrape lower = new(Task("a"), Stats(("a", 5, Eight(counter, 900))), previous: first);
            Scrape reset = new(Task("a"), Stats(("a", 10, Eight(counter, 3))), previous: lower);
            Assert.Equal(Shared(first), Shared(lower));
            Assert.Equal(1, Shared(reset).Count(value => value == "3"));
            Assert.Equal(7, Shared(reset).Count(value => value == "50"));
        }

        static string[] Shared(Scrape scrape) =>
            [.. scrape.Samples("network").Select(sample => sample.Value.ToString(CultureInfo.InvariantCulture))];
    }

    [Theory]
    [InlineData("\"eth1\": {\"tx_bytes\": 5}", "")]
    [InlineData("\"eth1\": {\"rx_bytes\": null}", "")]
    [InlineData("\"eth1\": {\"rx_bytes\": \"x\"}", "")]
    [InlineData("\"eth0\": {\"rx_bytes\": 5}", "eth0 5")]
    [InlineData("\"eth0\": {\"rx_bytes\": 5}, \"eth1\": {\"rx_bytes\": 900}", "eth0 5, eth1 1000")]
    [InlineData("\"eth1\": {\"rx_bytes\": 900}, \"eth2\": {\"rx_bytes\": 5}", "eth1 1000, eth2 5")]
    [InlineData("\"a\": {\"rx_bytes\": 1}, \"z\": {\"rx_bytes\": 2}", "a 1, z 2")]
    public void Counter_InterfaceOrCounterComesAndGoes_IsAbsentThenAndRememberedAfter(string networks, string expected)
    {
        Scrape first = new(Task("a"), Stats(("a", 0, Interface("eth1", 1000))));
        Scrape other = new(Task("a"), Stats(("a", 5, networks)), previous: first);
        Scrape again = new(Task("a"), Stats(("a", 5, Interface("eth1", 900))), previous: other);
        Assert.Equal(
            expected,
            string.Join(", ", other.Samples("network").Where(sample => sample.Family == Family).Select(sample => $"{sample["interface"]} {sample.Value}")));
        Assert.Equal("1000", Value(again));
    }

    [Fact]
    public void Counters_InterfaceNamedAnewEachTime_AreNotRememberedWithoutEnd()
    {
        Scrape scrape = new(Task("a"), Stats(("a", 0, Interface("eth1", 1000))));
        for (var i = 0; i < 200; i++)
        {
            scrape = new Scrape(Task("a"), Stats(("a", 0, Interface($"veth{i:000}", 1000))), previous: scrape);
        }

        // The first interfaces are still remembered, the last ones are not, because the list was full.
        Assert.Equal("1000", Value(new Scrape(Task("a"), Stats(("a", 0, Interface("veth005", 900))), previous: scrape)));
        Assert.Equal("900", Value(new Scrape(Task("a"), Stats(("a", 0, Interface("veth150", 900))), previous: scrape)));
    }

    [Fact]
    public void Counter_OfAContainersOwnNetwork_IsAsTheEndpointGivesIt()
    {
        const string Task = """{"LaunchType": "EC2", "Containers": [{"Name": "a", "DockerId": "a", "Networks": [{"NetworkMode": "bridge"}]}]}""";
        Scrape first = new(Task, Stats(("a", 0, Interface("eth0", 1000))));
        Scrape later = new(Task, Stats(("a", 1, Interface("eth0", 900))), previous: first);
        Assert.Equal(["""{container_name="a",interface="eth0"} 900"""], later.Of("ecs_container_network_receive_bytes_total"));
    }

    [Fact]
    public void Classic_SharedInterface_IsRawForEachContainer()
    {
        Scrape first = new(Task("a", "b"), Stats(("a", 0, Interface("eth1", 1000)), ("b", 0.2, Interface("eth1", 1100))));
        Scrape later = new(Task("a", "b"), Stats(("a", 0, Interface("eth1", 1000))), previous: first);
        Assert.EndsWith("} 1000", later.Of("ecs_network_rx_bytes").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counter_AnyContainersAndSampleTimes_NeverFalls()
    {
        // Each container has a copy of one true counter, taken at its own sample; containers end, start and miss readings.
        Random random = new(5);
        Scrape? scrape = null;
        var before = 0.0;
        var compared = 0;
        for (var second = 0; second < 2000; second += random.Next(1, 12))
        {
            List<(string, double, string)> samples = [];
            for (var container = 0; container < 4; container++)
            {
                var sampledAt = second - (second % 10) + (0.2 * container);
                if (random.Next(3) > 0 && sampledAt <= second)
                {
                    samples.Add(($"c{container}", sampledAt, Interface("eth1", (long)(sampledAt * 1000))));
                }
            }

            scrape = new Scrape(Task([.. samples.Select(sample => sample.Item1)]), Stats([.. samples]), previous: scrape);
            if (Value(scrape) is { Length: > 0 } value)
            {
                var now = double.Parse(value, CultureInfo.InvariantCulture);
                Assert.True(now >= before, $"fell from {before} to {now} after {second} s");
                before = now;
                compared++;
            }
        }

        Assert.InRange(compared, 100, int.MaxValue);
    }

    private static List<Scrape> Scrapes(string readings)
    {
        List<Scrape> scrapes = [];
        foreach (var reading in readings.Split(" | "))
        {
            var samples = reading == "-" ? [] : reading.Split(", ").Select(sample =>
            {
                var parts = sample.Split('@', ' ');
                return (parts[0], parts[1] == "?" ? double.NaN : double.Parse(parts[1], CultureInfo.InvariantCulture), Interface("eth1", parts[2]));
            }).ToArray();
            scrapes.Add(new Scrape(Task([.. samples.Select(sample => sample.Item1)]), Stats(samples), previous: scrapes.LastOrDefault()));
        }

        return scrapes;
    }

    private static string Value(Scrape scrape) => string.Join(' ', scrape.Of(Family).Select(line => line.Split("} ")[1]));

    private static string Task(params string[] containers) =>
        $$"""{"LaunchType": "FARGATE", "Containers": [{{string.Join(',', containers.Select(Container))}}]}""";

    private static string TaskWith(string arn, string container) =>
        $$"""{"TaskARN": "{{arn}}", "LaunchType": "FARGATE", "Containers": [{{Container(container)}}]}""";

    private static string Container(string name) => $$"""{"Name": "{{name}}", "DockerId": "{{name}}"}""";

    private static string Stats(params (string Container, double Second, string Networks)[] samples) =>
        $"{{{string.Join(',', samples.Select(sample => $$"""
            "{{sample.Container}}": { {{Read(sample.Second)}} "networks": { {{sample.Networks}} } }
            """))}}}";

    private static string Read(double second) =>
        double.IsNaN(second) ? "" : $"\"read\": \"{Timestamp.From(Start.AddSeconds(second)).Text()}\",";

    private static string Interface(string name, long received) => Interface(name, $"{received}");

    private static string Interface(string name, string received) => $$"""
        "{{name}}": {"rx_bytes": {{received}}}
        """;

    private static string Eight(string counter, int value) =>
        $"\"eth1\": {{{string.Join(',', Counters.Select(name => $"\"{name}\": {(name == counter ? value : 50)}"))}}}";
}
