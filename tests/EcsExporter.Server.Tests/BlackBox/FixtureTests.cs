// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class FixtureTests(FixtureExporter exporter) : IClassFixture<FixtureExporter>
{
    // Gauges that end in _total, against the Prometheus conventions, but part of the classic contract.
    private static readonly string[] Contract = ["ecs_cpu_total ", "ecs_mem_total "];

    /// <summary>Every captured task, with all its captured documents and with each document alone.</summary>
    public static TheoryData<string, string> Cases { get; } = new(Captures.With("task.json", "stats.json").SelectMany(
        name => new[] { "task.json", "stats.json", "task.json stats.json" }
            .Where(documents => documents.Split(' ').All(document => Captures.Read(name, document) is not null))
            .Select(documents => (name, documents))));

    [RequiresTheory(nameof(Requirements.Captures), nameof(Requirements.Promtool))]
    [MemberData(nameof(Cases))]
    public async Task Scrape_CapturedDocuments_GivesMetricsPromtoolAccepts(string name, string documents)
    {
        var task = documents.Contains("task.json", StringComparison.Ordinal) ? Captures.Read(name, "task.json") : null;
        var stats = documents.Contains("stats.json", StringComparison.Ordinal) ? Captures.Read(name, "stats.json") : null;

        var scrape = await exporter.ScrapeAsync(task, stats);

        var complaints = await Promtool.ComplaintsAsync(scrape.Text);
        Assert.DoesNotContain(complaints, line => !Contract.Any(family => line.StartsWith(family, StringComparison.Ordinal)));
        Assert.Equal(task is not null && stats is not null ? 1 : 0, scrape["ecs_up"]);
        Assert.Equal(task is not null ? 1 : 0, scrape["""ecs_endpoint_up{endpoint="task"}"""]);
        Assert.Equal(stats is not null ? 1 : 0, scrape["""ecs_endpoint_up{endpoint="task_stats"}"""]);
        Assert.Equal(ContainersWithCpuTime(task, stats), scrape.SeriesOf("ecs_cpu_total").Select(ContainerOf).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Finds the containers that have CPU time in the documents, with a simple second parser.</summary>
    private static IEnumerable<string> ContainersWithCpuTime(byte[]? task, byte[]? stats)
    {
        if (task is null || stats is null)
        {
            return [];
        }

        var byId = JsonDocument.Parse(stats).RootElement;
        return Members(JsonDocument.Parse(task).RootElement, "Containers")
            .Where(container => Text(container, "Type") is not ("CNI_PAUSE" or "NAMESPACE_PAUSE" or "EMPTY_HOST_VOLUME"))
            .Where(container =>
                byId.TryGetProperty(Text(container, "DockerId"), out var figures)
                && figures.ValueKind == JsonValueKind.Object
                && figures.TryGetProperty("cpu_stats", out var cpu)
                && cpu.TryGetProperty("cpu_usage", out var usage)
                && usage.TryGetProperty("total_usage", out var total)
                && total.ValueKind == JsonValueKind.Number)
            .Select(container => Text(container, "Name"))
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<JsonElement> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static string ContainerOf(string series)
    {
        var start = series.IndexOf("container=\"", StringComparison.Ordinal) + "container=\"".Length;
        return series[start..series.IndexOf('"', start)];
    }
}
