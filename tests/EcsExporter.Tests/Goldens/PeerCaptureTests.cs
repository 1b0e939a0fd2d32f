// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

/// <summary>
/// Compares two captures with the metrics that the Go exporter published for them. This exporter publishes all of its <c>ecs_</c> series with the
/// same values, except where the Go exporter counts wrongly.
/// </summary>
public sealed class PeerCaptureTests
{
    [RequiresTheory(nameof(Requirements.Captures))]
    [InlineData("ecs_exporter/fargate", 22)]
    [InlineData("ecs_exporter/ec2", 9)]
    public void Samples_SeriesOfTheGoExporter_AreOursWithTheSameValue(string capture, int atLeast)
    {
        var ours = Series(Scrape.OfCapture(capture).SampleLines());
        var theirs = Theirs(capture).Where(series => !IsOtherwise(capture, series.Key)).ToList();
        Assert.InRange(theirs.Count, atLeast, int.MaxValue);
        Assert.Equal(theirs, theirs.Select(series => KeyValuePair.Create(series.Key, ours.GetValueOrDefault(series.Key, "(absent)"))));
    }

    /// <summary>With bridge networks, each container has its own eth0; the Go exporter publishes one of them as the task's traffic.</summary>
    [RequiresFact(nameof(Requirements.Captures))]
    public void Samples_BridgeNetwork_IsPerContainerInsteadOfOneOfThem()
    {
        var ours = Scrape.OfCapture("ecs_exporter/ec2");
        var theirs = Theirs("ecs_exporter/ec2");
        Assert.Contains(theirs.Keys, series => series.StartsWith("ecs_network_", StringComparison.Ordinal));
        Assert.DoesNotContain(ours.Samples(), sample => sample.Family.StartsWith("ecs_network_", StringComparison.Ordinal) && sample.Type == "counter");
        Assert.Contains(
            ours.Samples(),
            sample => sample.Family == "ecs_container_network_receive_bytes_total" && sample["interface"] == "eth0");
    }

    /// <summary>cgroup v2 names the page cache <c>file</c>; the Go exporter reads only the name of v1, and publishes 0.</summary>
    [RequiresFact(nameof(Requirements.Captures))]
    public void Samples_PageCacheUnderCgroupV2_IsFileInsteadOfZero()
    {
        var theirs = Theirs("ecs_exporter/ec2").Where(series => IsPageCache(series.Key)).ToList();
        var ours = Scrape.OfCapture("ecs_exporter/ec2").Samples().Where(sample => IsPageCache(sample.Family)).ToList();
        Assert.NotEmpty(ours);
        Assert.All(theirs, series => Assert.Equal("0", series.Value));
        Assert.All(ours, sample => Assert.True(sample.Value > 0));
    }

    private static bool IsOtherwise(string capture, string series) =>
        capture.EndsWith("ec2", StringComparison.Ordinal)
        && (series.StartsWith("ecs_network_", StringComparison.Ordinal) || IsPageCache(series));

    private static bool IsPageCache(string series) => series.StartsWith("ecs_container_memory_page_cache_size_bytes", StringComparison.Ordinal);

    private static Dictionary<string, string> Theirs(string capture)
    {
        var theirs = Series(Captures.ReadText(capture, "expected.ecs_exporter.prom.txt")!);
        Assert.NotEmpty(theirs);
        return theirs;
    }

    private static Dictionary<string, string> Series(string text) =>
        text.Split('\n')
            .Where(line => line.StartsWith("ecs_", StringComparison.Ordinal))
            .Select(line => (Line: line, At: line.LastIndexOf(' ')))
            .ToDictionary(line => line.Line[..line.At], line => line.Line[(line.At + 1)..]);
}
