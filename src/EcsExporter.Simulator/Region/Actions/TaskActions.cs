// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>ListTasks and DescribeTasks.</summary>
internal static class TaskActions
{
    public static void List(ActionCall call)
    {
        var cluster = call.Cluster();
        var service = call.Text("serviceName") is { } name ? cluster.FindService(name) ?? throw ApiError.ServiceNotFound() : null;
        var (instance, family, launchType, startedBy) =
            (call.Text("containerInstance"), call.Text("family"), call.Text("launchType"), call.Text("startedBy"));
        if (startedBy is not null && (service is not null || family is not null))
        {
            throw ApiError.InvalidParameter("startedBy must be the only filter.");
        }

        // ECS never sets the desired status of a task to PENDING. Source: API Reference, ListTasks, desiredStatus.
        bool? isWanted = (call.Text("desiredStatus") ?? "RUNNING") switch
        {
            "RUNNING" => true,
            "STOPPED" => false,
            "PENDING" => null,
            _ => throw ApiError.InvalidParameter("desiredStatus must be RUNNING, PENDING or STOPPED."),
        };
        List<string> arns = [];
        foreach (var task in cluster.Tasks)
        {
            if (task.IsWantedAt(call.Now) == isWanted
                && (service is null || task.Plan.Group == $"service:{service.Name}")
                && (instance is null || instance == task.Instance?.Id || instance == task.Instance?.Arn)
                && (family is null || family == task.Definition.Family)
                && (launchType is null || launchType == task.Plan.LaunchType.Text())
                && (startedBy is null || startedBy == task.Plan.StartedBy))
            {
                arns.Add(task.Arn);
            }
        }

        call.WritePage("taskArns", arns, 100);
    }

    public static void Describe(ActionCall call)
    {
        var cluster = call.Cluster();
        var names = call.Described("tasks", 100);
        call.WriteDescribed("tasks", names, $"task/{cluster.Name}", name => Find(cluster, name), task => new TaskWriter(call, task).Write());
    }

    private static RegionTask? Find(RegionCluster cluster, string name) =>
        cluster.FindTask(name[(name.LastIndexOf('/') + 1)..]) is { } task && (name == task.Id || name == task.Arn) ? task : null;
}
