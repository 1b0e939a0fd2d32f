// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Scenarios;

/// <summary>
/// Builds the cluster <c>stops</c> with a service for each cause, named after the cause. One task of each service stops for that cause, and its
/// replacement keeps running.
/// </summary>
internal static class StopsRegion
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public static void Build(RegionModel region)
    {
        var cluster = region.AddCluster("stops");
        cluster.AddInstances(1);
        foreach (var cause in StopCauses.All)
        {
            // Only a task on EC2 has a host that can be terminated, and only a newer deployment replaces tasks.
            var service = cluster.AddService(new ServiceDeclaration(cause.Name, new RegionTaskDefinition(cause.Name, 1))
            {
                LaunchType = cause.Reason == "host_terminated" ? LaunchType.Ec2 : LaunchType.Fargate,
                PlannedStops = cause == StopCauses.Deployment ? [] : [new PlannedStop(cause, Life)],
                PlannedStopsRepeat = false,
            });
            if (cause == StopCauses.Deployment)
            {
                service.Deploy();
            }
        }
    }
}
