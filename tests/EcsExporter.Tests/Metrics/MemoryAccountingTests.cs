// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Metrics;

/// <summary>Tests containers whose memory the kernel does not count: made-up zeros are not published, other figures are.</summary>
public sealed class MemoryAccountingTests
{
    private const string Zeros =
        "\"stats\": {\"anon\": 0, \"file\": 0, \"file_mapped\": 0, \"inactive_file\": 0, \"pgfault\": 0, \"pgmajfault\": 0, \"slab\": 0}";

    [Theory]
    [InlineData($"{{{Zeros}}}")]
    [InlineData($"{{{Zeros}, \"usage\": null}}")]
    [InlineData($"{{{Zeros}, \"usage\": {{}}, \"limit\": null, \"failcnt\": 0, \"max_usage\": 0}}")]
    [InlineData($"{{{Zeros}, \"limit\": 8217579520}}")]
    [InlineData($"{{{Zeros}, \"limit\": 18446744073709551615}}")]
    [InlineData("{\"stats\": {\"anon\": 0}}")]
    [InlineData("{\"stats\": {\"anon\": null, \"file\": 0}}")]
    [InlineData("{\"stats\": {\"cache\": 0, \"total_cache\": 0, \"rss\": 0, \"total_rss\": 0, \"total_pgfault\": 0, \"inactive_file\": 0}}")]
    [InlineData("{\"stats\": {}}")]
    [InlineData("{\"stats\": null, \"usage\": null}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"None\"")]
    public void Memory_NotCounted_HasNoSeries(string memory)
    {
        var scrape = TaskOf.One(
            $"\"read\": \"2026-03-01T12:00:10Z\", \"memory_stats\": {memory}", "\"Limits\": {\"CPU\": 0, \"Memory\": 0}", "\"LaunchType\": \"EXTERNAL\"");
        Assert.DoesNotContain(
            scrape.Samples(), sample => sample.Family.Contains("memory", StringComparison.Ordinal) || sample.Family.Contains("oom", StringComparison.Ordinal));
        Assert.Equal("", scrape.Anomalies);
    }

    [Theory]
    [InlineData("\"Limits\": {\"Memory\": 128}", "\"Limits\": {}", "1.34217728e+08")]
    [InlineData("\"Limits\": {\"Memory\": 0}", "\"Limits\": {\"Memory\": 512}", "5.36870912e+08")]
    public void Memory_NotCounted_KeepsALimitFromTheTask(string container, string task, string expected)
    {
        var scrape = TaskOf.One($"\"memory_stats\": {{{Zeros}}}", container, task);
        Assert.Equal(
            [("ecs_container_memory_limit_bytes", expected)],
            scrape.SampleLines().Split('\n').Where(
                line => line.StartsWith("ecs_container_memory", StringComparison.Ordinal)).Select(line => (line.Split('{')[0], line.Split(' ')[1])));
    }

    [Theory]
    [InlineData("\"limit\": 18446744073709551615", "ecs_mem_limit", "1.8446744073709552e+19")]
    [InlineData("\"max_usage\": 0", "ecs_mem_usage", "0")]
    public void Classic_NotCounted_IsStillWhatTheEndpointGives(string memory, string family, string expected)
    {
        var scrape = TaskOf.One($"\"memory_stats\": {{{Zeros}, {memory}}}");
        Assert.Equal([family], scrape.Samples("classic").Select(sample => sample.Family));
        Assert.EndsWith($"}} {expected}", scrape.Of(family).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"usage\": 0", "ecs_container_memory_usage_bytes", "0")]
    [InlineData("\"usage\": 0", "ecs_container_memory_rss_bytes", "0")]
    [InlineData("\"usage\": 4096", "ecs_container_memory_rss_bytes", "0")]
    [InlineData("\"usage\": 4096", "ecs_container_memory_working_set_bytes", "4096")]
    [InlineData("\"usage\": 4096", "ecs_container_memory_page_faults_total", "0")]
    [InlineData("\"failcnt\": 2", "ecs_container_oom_events_total", "2")]
    [InlineData("\"max_usage\": 7", "ecs_container_memory_max_usage_bytes", "7")]
    public void Memory_CountedAndZero_IsZero(string memory, string family, string expected) =>
        Assert.Equal([$$"""{container_name="a"} {{expected}}"""], TaskOf.One($"\"memory_stats\": {{{Zeros}, {memory}}}").Of(family));

    [Theory]
    [InlineData("{\"stats\": {\"anon\": 0, \"pgfault\": 12}}", "ecs_container_memory_page_faults_total", "12")]
    [InlineData("{\"stats\": {\"anon\": 5, \"pgfault\": 0}}", "ecs_container_memory_page_faults_total", "0")]
    [InlineData("{\"commitbytes\": 0, \"privateworkingset\": 50}", "ecs_container_memory_usage_bytes", "50")]
    [InlineData("{\"commitbytes\": 0}", "ecs_container_memory_commit_bytes", "0")]
    [InlineData("{\"limit\": 4096}", "ecs_container_memory_limit_bytes", "4096")]
    public void Memory_UsageMissingAlone_KeepsTheRest(string memory, string family, string expected) =>
        Assert.Equal([$$"""{container_name="a"} {{expected}}"""], TaskOf.One($"\"memory_stats\": {memory}").Of(family));
}
