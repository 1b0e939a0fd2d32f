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
            "Deployments of the service, or task sets if the deployment controller is not ECS. More than one means that a rollout is in progress.",
            static service => service.Deployments.Length),
        ServiceFamilies.PerState(
            "ecs_service_deployment_rollout_state",
            "Rollout state of the primary deployment: 1 for the current state, 0 for the others. Absent if the deployment controller is not ECS.",
            "state",
            StateSet.Rollout,
            static service => service.PrimaryDeployment?.RolloutState),
        ServiceFamilies.PerService(
            "ecs_service_deployment_failed_tasks",
            "Consecutive failed tasks of the primary deployment. ECS resets this to 0 when a task reaches a running state.",
            static service => service.PrimaryDeployment?.FailedTasks),
        ServiceFamilies.PerService(
            "ecs_service_deployment_created_timestamp_seconds",
            "Unix time when the primary deployment began.",
            static service => ApiFamilies.Seconds(service.PrimaryDeployment?.CreatedAt)),
    ];
}
