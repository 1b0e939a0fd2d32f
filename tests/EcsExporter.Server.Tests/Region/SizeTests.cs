// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

public sealed class SizeTests
{
    [Fact]
    public async Task LargeRegion_ReadAsAnExporterReadsIt_AnswersEachCall()
    {
        await using var region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.OfSize(1000, 10, 500), Throttle = false }, TestContext.Current.CancellationToken);
        using RegionClient client = new(region);
        Dictionary<string, int> found = [];

        foreach (var cluster in await client.ListAsync("ListClusters", "clusterArns"))
        {
            await ReadAsync(cluster, "ListServices", "serviceArns", "DescribeServices", "services", 10);
            await ReadAsync(cluster, "ListTasks", "taskArns", "DescribeTasks", "tasks", 100);
            await ReadAsync(cluster, "ListContainerInstances", "containerInstanceArns", "DescribeContainerInstances", "containerInstances", 100);
        }

        Assert.Equal(new Dictionary<string, int> { ["services"] = 1000, ["tasks"] = 10_000, ["containerInstances"] = 500 }, found);
        Assert.InRange(region.Requests.Count, 300, 340);

        async Task ReadAsync(string cluster, string listAction, string list, string describeAction, string described, int batch)
        {
            var arns = await client.ListAsync(listAction, list, new() { ["cluster"] = cluster, ["maxResults"] = 100 });
            foreach (var some in arns.Chunk(batch))
            {
                JsonArray names = [.. some.Select(static arn => (JsonNode)arn)];
                var answer = await client.CallAsync(describeAction, new() { ["cluster"] = cluster, [described] = names });
                Assert.Empty(answer.Items("failures"));
                found[described] = found.GetValueOrDefault(described) + answer.Items(described).Count;
            }
        }
    }
}
