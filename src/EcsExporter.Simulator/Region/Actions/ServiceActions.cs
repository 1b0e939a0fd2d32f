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
        List<string> arns = [];
        foreach (var service in call.Cluster().Services)
        {
            var (ownType, ownStrategy) = (service.Declaration.LaunchType.Text(), ServiceWriter.Text(service.Declaration.Strategy));
            if (service.StatusAt(call.Now) != "INACTIVE" && (launchType ?? ownType) == ownType && (strategy ?? ownStrategy) == ownStrategy)
            {
                arns.Add(service.Arn);
            }
        }

        call.WritePage("serviceArns", arns, 10);
    }

    public static void Describe(ActionCall call)
    {
        var cluster = call.Cluster();
        var names = call.Described("services", 10);
        call.WriteDescribed("services", names, $"service/{cluster.Name}", cluster.FindService, service => ServiceWriter.Write(call, service));
    }
}
