// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.TaskMetadata.Documents;

/// <summary>
/// Tests documents of one kind of entry that are as large as the client accepts. Work that grows with the square of the number of entries would block
/// a scrape, and all scrapes that join it, for hours; such a test times out.
/// </summary>
public sealed class EnormousDocumentTests
{
    private const int Entries = 200_000;

    private readonly DocumentReader _reader = new();

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("""{"networks": {*}}""", "\"{0}\":{{}}")]
    [InlineData("""{"memory_stats": {"stats": {*}}}""", "\"{0}\":1")]
    [InlineData("""{"memory_stats": {"stats": {*}}}""", "\"total_{0}\":1")]
    [InlineData("""{"blkio_stats": {"io_service_bytes_recursive": [*]}}""", "{{\"major\":{0},\"minor\":0,\"op\":\"read\",\"value\":1}}")]
    [InlineData("""{"cpu_stats": {"cpu_usage": {"percpu_usage": [*]}}}""", "{0}")]
    public async Task Read_StatsOfVeryManyEntries_ComesToAnEnd(string stats, string entry)
    {
        var json = stats.Replace("*", Descending(entry), StringComparison.Ordinal);
        Assert.NotNull(await Task.Run(() => _reader.StatsOf(json), TestContext.Current.CancellationToken));
        Assert.Equal("", _reader.Met);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("{{\"Name\":\"{0}\"}}", Entries)]
    [InlineData("{{\"Name\":\"a\",\"Image\":\"{0}\"}}", 1)]
    public async Task Read_VeryManyContainers_ComesToAnEnd(string container, int expected)
    {
        var json = $$"""{"Containers": [{{Descending(container)}}]}""";
        var snapshot = await Task.Run(() => _reader.Snapshot(json, "{}"), TestContext.Current.CancellationToken);
        Assert.Equal(expected, snapshot.Containers.Length);
        Assert.Equal(Entries - expected, _reader.Anomalies[AnomalyKind.DuplicateContainer]);
    }

    private static string Descending(string entry)
    {
        var format = CompositeFormat.Parse(entry);
        return string.Join(',', Enumerable.Range(0, Entries).Select(i => string.Format(CultureInfo.InvariantCulture, format, 900_000 - i)));
    }
}
