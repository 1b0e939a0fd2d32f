// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.Tests.Goldens;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Tests.Metrics;

public sealed class SeriesBudgetTests
{
    private const int Budget = 200;

    [Fact]
    public void Samples_DefaultCollectorsOnFargate_StayUnderTheBudget()
    {
        var scrape = Simulated.Scrape("fargate");
        MetricRegistry<TaskSnapshot> own = new(EndpointFamilies.Of(new EndpointErrors(EndpointDocument.OfTask), new Anomalies(NullLogger.Instance)), []);
        SampleCounter counter = new();
        own.Collect(scrape.Snapshot, counter);
        var series = scrape.Samples([.. Collector.All.Where(collector => collector.EnabledByDefault).Select(collector => collector.Name)]).Count;
        Assert.True(series + counter.Count < Budget, $"{series} series of the task and {counter.Count} of the exporter");
    }

    /// <summary>The number of series that each collector publishes for each scenario: for the task and for each container.</summary>
    [Fact]
    public void Samples_EachCollectorAndScenario_AreAsManyAsTheTableSays()
    {
        StringBuilder table = new("| scenario | running containers |");
        _ = table.AppendJoin(null, Collector.All.Select(collector => $" {collector.Name} |")).Append(" on by default | all |\n|---|---|");
        _ = table.AppendJoin(null, Collector.All.Select(_ => "---|")).Append("---|---|\n");
        foreach (var scenario in Scenario.All)
        {
            var scrape = Simulated.Scrape(scenario.Name);
            var running = scrape.Snapshot.Containers.Count(container => container.Stats is not null);
            _ = table.Append($"| {scenario.Name} | {running} of {scrape.Snapshot.Containers.Length} |")
                .AppendJoin(null, Collector.All.Select(collector => $" {Cell(scrape.Samples(collector.Name))} |"))
                .Append($" {Count(scrape, Collector.All.Where(collector => collector.EnabledByDefault))} | {Count(scrape, Collector.All)} |\n");
        }

        GoldenFolder.Check("series.md", table.ToString());
    }

    private static int Count(Scrape scrape, IEnumerable<Collector> collectors) => collectors.Sum(collector => scrape.Samples(collector.Name).Count);

    /// <summary>A text such as <c>8 + 4–30 each</c>: eight series of the task, and four to thirty of each container.</summary>
    private static string Cell(IReadOnlyList<ParsedSample> samples)
    {
        var ofTheTask = samples.Count(sample => Container(sample) is null);
        var ofContainers = samples.GroupBy(Container).Where(group => group.Key is not null).Select(group => group.Count()).ToList();
        if (ofContainers.Count == 0)
        {
            return $"{ofTheTask}";
        }

        var each = ofContainers.Min() == ofContainers.Max() ? $"{ofContainers.Min()}" : $"{ofContainers.Min()}–{ofContainers.Max()}";
        return ofTheTask == 0 ? $"{each} each" : $"{ofTheTask} + {each} each";
    }

    private static string? Container(ParsedSample sample) => sample["container_name"] ?? sample["container"];
}
