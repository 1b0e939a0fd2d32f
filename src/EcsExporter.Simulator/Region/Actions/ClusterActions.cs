// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>ListClusters and DescribeClusters.</summary>
internal static class ClusterActions
{
    public static void List(ActionCall call) => call.WritePage("clusterArns", call.Region.Clusters.Select(static cluster => cluster.Arn), 100);

    public static void Describe(ActionCall call)
    {
        var names = call.Texts("clusters") is { Count: > 0 } ? call.Described("clusters", 100) : ["default"];
        call.Json.WriteStartArray("clusters");
        foreach (var cluster in names.Select(call.FindCluster).OfType<RegionCluster>().Distinct())
        {
            Write(call.Json, cluster, call);
        }

        call.Json.WriteEndArray();
        call.WriteFailures(names.Where(name => call.FindCluster(name) is null), "cluster");
    }

    private static void Write(Utf8JsonWriter json, RegionCluster cluster, ActionCall call)
    {
        json.WriteStartObject();
        json.WriteString("clusterArn", cluster.Arn);
        json.WriteString("clusterName", cluster.Name);
        json.WriteString("status", "ACTIVE");
        json.WriteNumber("registeredContainerInstancesCount", cluster.Instances.Count);
        json.WriteNumber("runningTasksCount", cluster.Tasks.Count(task => task.IsRunningAt(call.Now)));
        json.WriteNumber("pendingTasksCount", cluster.Tasks.Count(task => task.IsWantedAt(call.Now) && !task.IsRunningAt(call.Now)));
        json.WriteNumber("activeServicesCount", cluster.Services.Count(service => service.StatusAt(call.Now) == "ACTIVE"));
        json.WriteTags(cluster.Tags, call.IncludesTags);
        json.WriteEmptyArrays("statistics", "settings", "capacityProviders", "defaultCapacityProviderStrategy");
        json.WriteEndObject();
    }
}
