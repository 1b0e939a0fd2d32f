// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.IO.Compression;
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests every fault of the endpoint, in each document and in all: its scrape reports the fault, and the next scrape is good.</summary>
[Trait("Category", "BlackBox")]
public sealed class FaultMatrixTests(FaultyEndpoint faulty) : IClassFixture<FaultyEndpoint>
{
    private const string Errors = "ecs_endpoint_errors_total";
    private const string Protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    /// <summary>Faults that lose the document, and the reason that is counted.</summary>
    internal static readonly (Fault Fault, string Reason)[] Failures =
    [
        (Fault.NeverAnswers, "timeout"),
        (Fault.NeverSendsBody, "timeout"),
        (Fault.Drip(TimeSpan.FromSeconds(1)), "timeout"),
        (Fault.ResetBeforeAnswer, "connect"),
        (Fault.ResetInHeaders, "connect"),
        (Fault.ResetInBody, "connect"),
        (Fault.CloseBeforeAnswer, "connect"),
        (Fault.ContentLengthTooLarge, "connect"),
        (Fault.ChunkedWithoutEnd, "connect"),
        (Fault.ContentLengthTooSmall, "decode"),
        (Fault.ChunkedGarbage, "decode"),
        (Fault.NotHttp, "decode"),
        (Fault.EndlessHeaders, "too_large"),
        (Fault.EndlessTrailers, "too_large"),
        (Fault.NotFound, "http_4xx"),
        (Fault.TooManyRequests, "http_429"),
        (Fault.InternalError, "http_5xx"),
        (Fault.InternalErrorWithoutMessage, "http_5xx"),
        (Fault.Unavailable, "http_5xx"),
        (Fault.Answer(204, null, ""), "decode"),
        (Fault.RedirectLoop, "decode"),
        (Fault.EmptyBody, "decode"),
        (Fault.Html, "decode"),
        (Fault.Answer(200, "application/json", Compressed()), "decode"),
        (Fault.TruncatedJson, "decode"),
        (Fault.Json("[]"), "decode"),
        (Fault.Json("\"text\""), "decode"),
        (Fault.Json("12"), "decode"),
        (Fault.Json("{}{}"), "decode"),
        (Fault.HugeBody, "too_large"),
    ];

    /// <summary>Faults in spite of which the document is read.</summary>
    internal static readonly Fault[] Oddities =
    [
        Fault.Interim(102), Fault.Interim(103, 100), Fault.Interim(100, 100), Fault.InvalidUtf8, Fault.Delay(TimeSpan.FromMilliseconds(100)),
        Fault.InternalError.Times(1), Fault.CloseBeforeAnswer.Times(1), Fault.ResetInBody.Times(1),
    ];

    public static TheoryData<string, string, string> FailureCases => new(
        from failure in Failures
        from place in FaultyDocuments.All
        select (failure.Fault.Name, failure.Reason, place.Name));

    public static TheoryData<string, string> OddityCases => new(
        from fault in Oddities
        from place in FaultyDocuments.All
        select (fault.Name, place.Name));

    public static TheoryData<string> Places => [.. FaultyDocuments.All.Select(place => place.Name)];

    [Theory]
    [MemberData(nameof(Places))]
    public void Scrape_DocumentMissing_KeepsWhatItDoesNotSay(string place)
    {
        var families = faulty.SeriesWithout(FaultyDocuments.Find(place)).Select(Scrape.FamilyOf).ToHashSet();
        var healthy = faulty.SeriesWithout(null).Select(Scrape.FamilyOf).ToHashSet();

        Assert.All(healthy.Where(IsOwn), family => Assert.Contains(family, families));
        Assert.DoesNotContain("ecs_container_cpu_usage_seconds_total", families);
        Assert.Equal(place == "task_stats", families.Any(family => !IsOwn(family)));
        Assert.Equal(place == "task_stats", families.Contains("ecs_container_info"));
    }

    [Theory]
    [MemberData(nameof(FailureCases))]
    public async Task Scrape_DocumentFails_SaysSoKeepsTheRestAndRecovers(string fault, string reason, string place)
    {
        var site = FaultyDocuments.Find(place);
        var before = await ScrapeWellAsync();
        var begin = TimeProvider.System.GetUtcNow() - TimeSpan.FromMilliseconds(1);
        site.Inject(faulty.Endpoint, Failures.Single(failure => failure.Fault.Name == fault).Fault);

        var (scrape, scrapes) = await faulty.ScrapeInTimeAsync();

        AssertDown(scrape, site);
        Assert.Equal(
            site.Labels.Select(label => KeyValuePair.Create($$"""{{Errors}}{endpoint="{{label}}",reason="{{reason}}"}""", (double)scrapes)),
            Increments(before, scrape));
        var others = await Task.WhenAll(Task.Run(faulty.OpenMetricsSeriesAsync), Task.Run(async () => Names(await faulty.ScrapeAsync(Protobuf))));
        Assert.Equal(faulty.SeriesWithout(site), others[0]);
        Assert.Equal(faulty.SeriesWithout(site).Select(Scrape.FamilyOf).Distinct(), others[1]);

        _ = await ScrapeWellAsync();

        // Other outages were logged within the last ten seconds, so the log may only count this one.
        var log = faulty.Exporter.Log.Where(line => IsFailing(line) && DateTimeOffset.Parse(line["time"]!, CultureInfo.InvariantCulture) > begin).ToList();
        Assert.All(log, line => Assert.Equal((place, reason), (line["endpoint"], line["reason"])));
        Assert.InRange(log.Count, 0, 1);
    }

    [Fact]
    public async Task Scrape_ConnectionRefused_SaysSoKeepsTheRestAndRecovers()
    {
        // All documents have the same address, so refused connections affect all of them.
        var site = FaultyDocuments.Everywhere;
        var before = await ScrapeWellAsync();
        await faulty.Endpoint.StopListeningAsync();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var (scrape, _) = await faulty.ScrapeInTimeAsync();

                AssertDown(scrape, site);
                Assert.All(Increments(before, scrape), increment => Assert.Contains("reason=\"connect\"", increment.Key, StringComparison.Ordinal));
                Assert.Equal(site.Documents.Count, Increments(before, scrape).Count());
            }
        }
        finally
        {
            await faulty.Endpoint.ListenAsync(TestContext.Current.CancellationToken);
        }

        _ = await ScrapeWellAsync();
    }

    [Theory]
    [MemberData(nameof(OddityCases))]
    public async Task Scrape_DocumentComesOddly_IsRead(string fault, string place)
    {
        var before = await ScrapeWellAsync();
        FaultyDocuments.Find(place).Inject(faulty.Endpoint, Oddities.Single(oddity => oddity.Name == fault));

        var (scrape, _) = await faulty.ScrapeInTimeAsync();

        Assert.Equal(1, scrape["ecs_up"]);
        Assert.Equal(before.Families, scrape.Families);
        Assert.Empty(Increments(before, scrape));
        _ = await ScrapeWellAsync();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Scrape_OneFaultAfterTheOther_CountsEachAndRecovers(string place)
    {
        // Faults that time out would make the test too long.
        var sequence = Failures.Where(failure => failure.Reason != "timeout").ToList();
        var site = FaultyDocuments.Find(place);
        var before = await ScrapeWellAsync();
        site.Inject(faulty.Endpoint, Fault.Sequence([.. sequence.SelectMany(Answers), Fault.None]));

        foreach (var _ in sequence)
        {
            AssertDown(await faulty.Exporter.ScrapeAsync(), site);
        }

        var after = await faulty.Exporter.ScrapeAsync();
        Assert.Equal(1, after["ecs_up"]);
        Assert.Equal(faulty.SeriesWithout(null), FaultyEndpoint.SeriesOf(after));
        Assert.Equal(
            from label in site.Labels
            from failures in sequence.GroupBy(failure => failure.Reason).OrderBy(failures => failures.Key, StringComparer.Ordinal)
            select KeyValuePair.Create($$"""{{Errors}}{endpoint="{{label}}",reason="{{failures.Key}}"}""", (double)failures.Count()),
            Increments(before, after));

        // The exporter retries after a broken connection and after a 5xx.
        static IEnumerable<Fault> Answers((Fault Fault, string Reason) failure) =>
            Enumerable.Repeat(failure.Fault, failure.Reason is "connect" or "http_5xx" ? 2 : 1);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Scrape_GoodAndBadAnswersInTurn_EachScrapeSaysHowItWas(string place)
    {
        var site = FaultyDocuments.Find(place);
        _ = await ScrapeWellAsync();
        site.Inject(faulty.Endpoint, Fault.Sequence([.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Fault.Html : Fault.None)]));

        for (var i = 0; i < 20; i++)
        {
            var scrape = await faulty.Exporter.ScrapeAsync();
            Assert.Equal(i % 2, scrape["ecs_up"]);
            Assert.Equal(faulty.SeriesWithout(i % 2 == 0 ? site : null), FaultyEndpoint.SeriesOf(scrape));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Scrape_TenThousandObjectsInEachOther_AreADocumentThatSaysNothing(string place)
    {
        var site = FaultyDocuments.Find(place);
        _ = await ScrapeWellAsync();
        site.Inject(faulty.Endpoint, Fault.DeepNesting);

        var (scrape, _) = await faulty.ScrapeInTimeAsync();

        Assert.Equal(1, scrape["ecs_up"]);
        Assert.Equal(place == "task_stats", scrape.SeriesOf("ecs_container_info").Any());
        Assert.Empty(scrape.SeriesOf("ecs_container_cpu_usage_seconds_total"));
        _ = await ScrapeWellAsync();
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    [InlineData(-400_000_000)]
    [InlineData(2_000_000_000)]
    public async Task Scrape_ClockOfTheEndpointJumps_IsRead(double seconds)
    {
        var before = await ScrapeWellAsync();
        var now = TimeProvider.System.GetUtcNow();
        var task = Scenario.Find("fargate")!.StartTask(now - TimeSpan.FromMinutes(10));
        faulty.Endpoint.Documents = document => task.Document(document, now.AddSeconds(seconds));
        try
        {
            var scrape = await faulty.Exporter.ScrapeAsync();

            Assert.Equal(1, scrape["ecs_up"]);
            Assert.Empty(Increments(before, scrape));
            Assert.Equal(before.NonZero("ecs_payload_anomalies_total"), scrape.NonZero("ecs_payload_anomalies_total"));
        }
        finally
        {
            faulty.Endpoint.Documents = null;
        }

        _ = await ScrapeWellAsync();
    }

    [Fact]
    public async Task Scrape_ThousandContainersComeAndGo_AreReadAndForgotten()
    {
        _ = await ScrapeWellAsync();
        var now = TimeProvider.System.GetUtcNow();
        var task = Scenario.OfSize(1000).StartTask(now - TimeSpan.FromMinutes(10));
        faulty.Endpoint.Documents = document => task.Document(document, now);
        try
        {
            var scrape = await faulty.Exporter.ScrapeAsync();

            Assert.Equal(1, scrape["ecs_up"]);
            Assert.Equal(1000, scrape.SeriesOf("ecs_container_cpu_usage_seconds_total").Count());
        }
        finally
        {
            faulty.Endpoint.Documents = null;
        }

        _ = await ScrapeWellAsync();
    }

    /// <summary>Scrapes without faults, and checks that the scrape has every series of a healthy task.</summary>
    private async Task<Scrape> ScrapeWellAsync()
    {
        faulty.Endpoint.Faults.Clear();
        var scrape = await faulty.Exporter.ScrapeAsync();
        Assert.Equal(1, scrape["ecs_up"]);
        Assert.Equal(faulty.SeriesWithout(null), FaultyEndpoint.SeriesOf(scrape));
        return scrape;
    }

    private void AssertDown(Scrape scrape, FaultyDocuments site)
    {
        Assert.Equal(0, scrape["ecs_up"]);
        Assert.All(
            FaultyDocuments.Everywhere.Labels,
            label => Assert.Equal(site.Labels.Contains(label) ? 0 : 1, scrape[$$"""ecs_endpoint_up{endpoint="{{label}}"}"""]));
        Assert.Equal(faulty.SeriesWithout(site), FaultyEndpoint.SeriesOf(scrape));
    }

    /// <summary>The increases of the error counters between two scrapes.</summary>
    private static IEnumerable<KeyValuePair<string, double>> Increments(Scrape before, Scrape after) =>
        from series in after.SeriesOf(Errors)
        let increment = after[series] - before[series]
        where increment != 0
        select KeyValuePair.Create(series, increment);

    /// <summary>The names of the families in length-delimited messages; the name is the first field of each message.</summary>
    private static IReadOnlyList<string> Names(ReadOnlySpan<byte> messages)
    {
        List<string> names = [];
        while (!messages.IsEmpty)
        {
            var length = Varint(ref messages);
            Assert.Equal(0x0a, messages[0]);
            names.Add(Encoding.UTF8.GetString(messages.Slice(2, messages[1])));
            messages = messages[length..];
        }

        return names;
    }

    private static int Varint(ref ReadOnlySpan<byte> bytes)
    {
        var (value, shift) = (0, 0);
        while (true)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (next & 0x7f) << shift;
            shift += 7;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>A document compressed with gzip, which the client did not request.</summary>
    private static byte[] Compressed()
    {
        using var document = new MemoryStream();
        using (var gzip = new GZipStream(document, CompressionLevel.Fastest))
        {
            gzip.Write("{}"u8);
        }

        return document.ToArray();
    }

    private static bool IsOwn(string family) =>
        family is "ecs_up" or "ecs_payload_anomalies_total"
        || new[] { "ecs_endpoint_", "ecs_exporter_", "process_", "promhttp_", "dotnet_" }.Any(prefix => family.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsFailing(LogLine line) => line is { Level: "WARN", Message: "Task metadata endpoint is failing" };
}
