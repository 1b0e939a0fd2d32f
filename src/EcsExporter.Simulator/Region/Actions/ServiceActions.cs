// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>ListServices and DescribeServices.</summary>
internal static class ServiceActions
{
    public static void List(ActionCall call)
    {
        var launchType = call.Text("launchType");
        var strategy = call.Text("schedulingStrategy");
        var services = call.Cluster().Services.Where(service => service.StatusAt(call.Now) != "INACTIVE")
            .Where(service => (launchType ?? service.Declaration.LaunchType.Text()) == service.Declaration.LaunchType.Text())
            .Where(service => (strategy ?? ServiceWriter.Text(service.Declaration.Strategy)) == ServiceWriter.Text(service.Declaration.Strategy));
        call.WritePage("serviceArns", services.Select(static service => service.Arn), 10);
    }

    public static void Describe(ActionCall call)
    {
        var cluster = call.Cluster();
        var names = call.Described("services", 10);
        call.Json.WriteStartArray("services");
        foreach (var service in names.Select(name => Find(cluster, name)).OfType<RegionService>().Distinct())
        {
            ServiceWriter.Write(call, service);
        }

        call.Json.WriteEndArray();
        call.WriteFailures(names.Where(name => Find(cluster, name) is null), $"service/{cluster.Name}");
    }

    internal static RegionService? Find(RegionCluster cluster, string name) =>
        cluster.Services.FirstOrDefault(service => name == service.Name || name == service.Arn);
}
