// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Declares the metric families of container instances.</summary>
internal static class InstanceFamilies
{
    private const double BytesPerMebibyte = 1024 * 1024;

    public static IEnumerable<MetricFamily<ClusterState>> All() =>
    [
        PerInstance(
            "ecs_container_instance_agent_connected",
            "Whether the agent of the instance is connected to ECS (1) or not (0). Brief disconnections are normal.",
            static instance => instance.AgentConnected is { } isConnected ? isConnected ? 1 : 0 : null),
        PerInstance("ecs_container_instance_running_tasks", "Tasks on the instance in status RUNNING.", static instance => instance.RunningTasks),
        PerInstance("ecs_container_instance_pending_tasks", "Tasks on the instance in status PENDING.", static instance => instance.PendingTasks),
        PerInstance(
            "ecs_container_instance_registered_cpu_units",
            "CPU units that the instance offers to tasks, 1024 per vCPU.",
            static instance => instance.Registered.CpuUnits),
        PerInstance(
            "ecs_container_instance_registered_memory_bytes",
            "Memory that the instance offers to tasks.",
            static instance => instance.Registered.MemoryMebibytes * BytesPerMebibyte),
        PerInstance(
            "ecs_container_instance_remaining_cpu_units",
            "CPU units of the instance that no task has reserved, 1024 per vCPU.",
            static instance => instance.Remaining.CpuUnits),
        PerInstance(
            "ecs_container_instance_remaining_memory_bytes",
            "Memory of the instance that no task has reserved.",
            static instance => instance.Remaining.MemoryMebibytes * BytesPerMebibyte),
        new(
            "ecs_container_instance_status",
            MetricType.Gauge,
            "Status of the instance: 1 for the current status, 0 for the others. A draining instance gets no new tasks.",
            ["cluster", "container_instance", "ec2_instance_id", "status"],
            static (state, samples) => ForEach(state, (cluster, instance) =>
            {
                if (instance.Status is { } actual)
                {
                    foreach (var one in StateSet.Instance.With(actual))
                    {
                        samples.Add([cluster, instance.Id, instance.Ec2InstanceId, one], one == actual ? 1 : 0);
                    }
                }
            })),
    ];

    private static MetricFamily<ClusterState> PerInstance(string name, string help, Func<EcsInstance, double?> value) =>
        new(name, MetricType.Gauge, help, ["cluster", "container_instance", "ec2_instance_id"], (state, samples) => ForEach(
            state, (cluster, instance) => samples.Add([cluster, instance.Id, instance.Ec2InstanceId], value(instance))));

    private static void ForEach(ClusterState state, Action<string, EcsInstance> take)
    {
        foreach (var cluster in state.Clusters)
        {
            foreach (var instance in cluster.Instances.Items)
            {
                take(cluster.Name, instance);
            }
        }
    }
}
