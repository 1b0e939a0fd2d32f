// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>ListClusters and DescribeClusters.</summary>
internal static class ClusterActions
{
    public static void List(ActionCall call)
    {
        List<string> arns = [];
        foreach (var cluster in call.Region.Clusters)
        {
            arns.Add(cluster.Arn);
        }

        call.WritePage("clusterArns", arns, 100);
    }

    public static void Describe(ActionCall call)
    {
        var names = call.Texts("clusters") is { Count: > 0 } ? call.Described("clusters", 100) : ["default"];
        call.WriteDescribed("clusters", names, "cluster", call.FindCluster, cluster => Write(call.Json, cluster, call));
    }

    private static void Write(Utf8JsonWriter json, RegionCluster cluster, ActionCall call)
    {
        var (running, pending) = cluster.CountTasks(call.Now);
        json.WriteStartObject();
        json.WriteString("clusterArn", cluster.Arn);
        json.WriteString("clusterName", cluster.Name);
        json.WriteString("status", "ACTIVE");
        json.WriteNumber("registeredContainerInstancesCount", cluster.Instances.Count);
        json.WriteNumber("runningTasksCount", running);
        json.WriteNumber("pendingTasksCount", pending);
        json.WriteNumber("activeServicesCount", cluster.CountActiveServices(call.Now));
        json.WriteTags(cluster.Tags, call.IncludesTags);
        json.WriteEmptyArrays("statistics", "settings", "capacityProviders", "defaultCapacityProviderStrategy");
        json.WriteEndObject();
    }
}
