// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Declares the metric families of deployments.</summary>
internal static class DeploymentFamilies
{
    public static IEnumerable<MetricFamily<ClusterState>> All() =>
    [
        ServiceFamilies.PerService(
            "ecs_service_deployments",
            "Deployments of the service, or task sets if another controller deploys it. With more than one, a rollout is going on.",
            static service => service.Deployments.Length),
        ServiceFamilies.PerState(
            "ecs_service_deployment_rollout_state",
            "The rollout state of the primary deployment: 1 for the one that it has, 0 for the others. Absent if another controller deploys the service.",
            "state",
            StateSet.Rollout,
            static service => service.PrimaryDeployment?.RolloutState),
        ServiceFamilies.PerService(
            "ecs_service_deployment_failed_tasks",
            "Tasks in a row of the primary deployment that did not come up. ECS counts from 0 again when one reaches a running state.",
            static service => service.PrimaryDeployment?.FailedTasks),
        ServiceFamilies.PerService(
            "ecs_service_deployment_created_timestamp_seconds",
            "When the primary deployment began.",
            static service => ApiFamilies.Seconds(service.PrimaryDeployment?.CreatedAt)),
    ];
}
