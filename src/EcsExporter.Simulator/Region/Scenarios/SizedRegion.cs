// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Scenarios;

/// <summary>
/// Builds services of the same size in clusters of at most 250. Every other service runs on Fargate, the rest on EC2 in bridge mode. Their tasks keep
/// running.
/// </summary>
internal static class SizedRegion
{
    private const int ServicesOfACluster = 250;

    public static void Build(RegionModel region, int services, int tasksOfAService, int instances)
    {
        var clusters = (services + ServicesOfACluster - 1) / ServicesOfACluster;
        for (var number = 0; number < clusters; number++)
        {
            // The first clusters get the remainder of the division.
            var cluster = region.AddCluster(Name("cluster", number));
            cluster.AddInstances((instances + clusters - 1 - number) / clusters, new InstanceDeclaration { CpuUnits = 16384, MemoryMebibytes = 31_000 });
            for (var service = number * ServicesOfACluster; service < Math.Min(services, (number + 1) * ServicesOfACluster); service++)
            {
                _ = cluster.AddService(Service(Name("service", service), onEc2: service % 2 == 1 && instances > 0, tasksOfAService));
            }
        }
    }

    private static ServiceDeclaration Service(string name, bool onEc2, int tasks) =>
        new(name, new RegionTaskDefinition(name, 1) { NetworkMode = onEc2 ? NetworkMode.Bridge : NetworkMode.Awsvpc })
        {
            DesiredCount = tasks,
            LaunchType = onEc2 ? LaunchType.Ec2 : LaunchType.Fargate,
            Tags = new Dictionary<string, string> { ["team"] = "team-" + name[^1] },
        };

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:D4}");
}
