// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds a task from DescribeTasks.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html"/>
/// </summary>
internal sealed class EcsTask
{
    private const string ServicePrefix = "service:";

    /// <summary>The ARN, <c>arn:PARTITION:ecs:REGION:ACCOUNT:task/CLUSTER/ID</c>.</summary>
    public string Arn { get; private set; } = "";

    public string? TaskDefinitionArn { get; private set; }

    /// <summary>The ARN of the container instance; null on Fargate.</summary>
    public string? ContainerInstanceArn { get; private set; }

    /// <summary><c>service:NAME</c>, <c>family:NAME</c>, or the group that the caller of RunTask set.</summary>
    public string? Group { get; private set; }

    /// <summary>For a task of a service, the ID of the deployment that started it.</summary>
    public string? StartedBy { get; private set; }

    /// <summary>EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES.</summary>
    public string? LaunchType { get; private set; }

    /// <summary>The current status, such as RUNNING or STOPPED.</summary>
    public string? LastStatus { get; private set; }

    /// <summary>RUNNING or STOPPED.</summary>
    public string? DesiredStatus { get; private set; }

    /// <summary>HEALTHY, UNHEALTHY or UNKNOWN.</summary>
    public string? HealthStatus { get; private set; }

    public string? AvailabilityZone { get; private set; }

    public string? PlatformFamily { get; private set; }

    public string? PlatformVersion { get; private set; }

    /// <summary>The kind of event that stopped the task. AWS may add codes.</summary>
    public string? StopCode { get; private set; }

    /// <summary>Why the task stopped, as AWS or the caller of StopTask wrote it.</summary>
    public string? StoppedReason { get; private set; }

    /// <summary>When ECS began to stop the task.</summary>
    public DateTimeOffset? StoppingAt { get; private set; }

    /// <summary>When the task stopped; null before that.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>The task's network interface in awsvpc mode; null in bridge and host mode.</summary>
    public TaskInterface? Interface { get; private set; }

    /// <summary>The containers, in the order of the API.</summary>
    public EcsContainer[] Containers { get; private set; } = [];

    /// <summary>The tags, in the order of the API.</summary>
    public EcsTag[] Tags { get; private set; } = [];

    /// <summary>The service of the task; empty if no service started it.</summary>
    public string ServiceName => Group?.StartsWith(ServicePrefix, StringComparison.Ordinal) == true ? Group[ServicePrefix.Length..] : "";

    /// <summary>Parses an element of <c>tasks</c>. Returns null when it has no ARN.</summary>
    public static EcsTask? Read(ref ApiJson json)
    {
        var task = new EcsTask();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (!task.ReadIdentity(ref json) && !task.ReadState(ref json) && !task.ReadParts(ref json))
            {
                json.Skip();
            }
        }

        // Each container repeats the network interface, and only there it has its IPv6 address.
        foreach (var container in task.Containers)
        {
            if (container.Interface is { } fromContainer)
            {
                task.Interface = task.Interface?.WithMissingOf(fromContainer) ?? fromContainer;
            }
        }

        return task.Arn.Length > 0 ? task : null;
    }

    private bool ReadIdentity(ref ApiJson json)
    {
        if (json.Is("taskArn"u8))
        {
            Arn = json.Text() ?? "";
        }
        else if (json.Is("taskDefinitionArn"u8))
        {
            TaskDefinitionArn = json.Text();
        }
        else if (json.Is("containerInstanceArn"u8))
        {
            ContainerInstanceArn = json.Text();
        }
        else if (json.Is("group"u8))
        {
            Group = json.Text();
        }
        else if (json.Is("startedBy"u8))
        {
            StartedBy = json.Text();
        }
        else if (json.Is("launchType"u8))
        {
            LaunchType = json.Text();
        }
        else if (json.Is("availabilityZone"u8))
        {
            AvailabilityZone = json.Text();
        }
        else if (json.Is("platformFamily"u8))
        {
            PlatformFamily = json.Text();
        }
        else if (json.Is("platformVersion"u8))
        {
            PlatformVersion = json.Text();
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadState(ref ApiJson json)
    {
        if (json.Is("lastStatus"u8))
        {
            LastStatus = json.Text();
        }
        else if (json.Is("desiredStatus"u8))
        {
            DesiredStatus = json.Text();
        }
        else if (json.Is("healthStatus"u8))
        {
            HealthStatus = json.Text();
        }
        else if (json.Is("stopCode"u8))
        {
            StopCode = json.Text();
        }
        else if (json.Is("stoppedReason"u8))
        {
            StoppedReason = json.Text();
        }
        else if (json.Is("stoppingAt"u8))
        {
            StoppingAt = json.Time();
        }
        else if (json.Is("stoppedAt"u8))
        {
            StoppedAt = json.Time();
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadParts(ref ApiJson json)
    {
        if (json.Is("attachments"u8))
        {
            Interface = TaskInterface.ReadAttachments(ref json);
        }
        else if (json.Is("containers"u8))
        {
            Containers = JsonList.Read(ref json, EcsContainer.Read);
        }
        else if (json.Is("tags"u8))
        {
            Tags = JsonList.Read(ref json, EcsTag.Read);
        }
        else
        {
            return false;
        }

        return true;
    }
}
