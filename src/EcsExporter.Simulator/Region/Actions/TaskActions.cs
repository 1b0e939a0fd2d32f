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
        IEnumerable<RegionTask> tasks = cluster.Tasks;
        if (call.Text("serviceName") is { } name)
        {
            var service = ServiceActions.Find(cluster, name) ?? throw ApiError.ServiceNotFound();
            tasks = tasks.Where(task => task.Plan.Group == $"service:{service.Name}");
        }

        if (call.Text("containerInstance") is { } instance)
        {
            tasks = tasks.Where(task => task.Instance is { } host && (instance == host.Id || instance == host.Arn));
        }

        if (call.Text("family") is { } family)
        {
            tasks = tasks.Where(task => task.Definition.Family == family);
        }

        if (call.Text("launchType") is { } launchType)
        {
            tasks = tasks.Where(task => task.Plan.LaunchType.Text() == launchType);
        }

        if (call.Text("startedBy") is { } startedBy)
        {
            if (call.Text("serviceName") is not null || call.Text("family") is not null)
            {
                throw ApiError.InvalidParameter("startedBy must be the only filter.");
            }

            tasks = tasks.Where(task => task.Plan.StartedBy == startedBy);
        }

        // ECS never sets the desired status of a task to PENDING. Source: API Reference, ListTasks, desiredStatus.
        tasks = (call.Text("desiredStatus") ?? "RUNNING") switch
        {
            "RUNNING" => tasks.Where(task => task.IsWantedAt(call.Now)),
            "STOPPED" => tasks.Where(task => !task.IsWantedAt(call.Now)),
            "PENDING" => [],
            _ => throw ApiError.InvalidParameter("desiredStatus must be RUNNING, PENDING or STOPPED."),
        };
        call.WritePage("taskArns", tasks.Select(static task => task.Arn), 100);
    }

    public static void Describe(ActionCall call)
    {
        var cluster = call.Cluster();
        var names = call.Described("tasks", 100);
        call.Json.WriteStartArray("tasks");
        foreach (var task in names.Select(name => Find(cluster, name)).OfType<RegionTask>().Distinct())
        {
            new TaskWriter(call, task).Write();
        }

        call.Json.WriteEndArray();
        call.WriteFailures(names.Where(name => Find(cluster, name) is null), $"task/{cluster.Name}");
    }

    private static RegionTask? Find(RegionCluster cluster, string name) =>
        cluster.FindTask(name[(name.LastIndexOf('/') + 1)..]) is { } task && (name == task.Id || name == task.Arn) ? task : null;
}
