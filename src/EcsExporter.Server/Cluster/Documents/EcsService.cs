// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds a service from DescribeServices.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html"/>
/// </summary>
internal sealed class EcsService
{
    /// <summary>The ARN, <c>arn:PARTITION:ecs:REGION:ACCOUNT:service/CLUSTER/NAME</c>.</summary>
    public string Arn { get; private set; } = "";

    /// <summary>The name, which is unique in a cluster.</summary>
    public string Name { get; private set; } = "";

    /// <summary>ACTIVE, DRAINING or INACTIVE.</summary>
    public string? Status { get; private set; }

    public long? DesiredTasks { get; private set; }

    public long? RunningTasks { get; private set; }

    public long? PendingTasks { get; private set; }

    /// <summary>EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES; null with a capacity provider strategy.</summary>
    public string? LaunchType { get; private set; }

    /// <summary>The platform version, such as 1.4.0; null except on Fargate.</summary>
    public string? PlatformVersion { get; private set; }

    /// <summary>REPLICA or DAEMON.</summary>
    public string? SchedulingStrategy { get; private set; }

    /// <summary>ECS, CODE_DEPLOY or EXTERNAL; ECS when the answer has none.</summary>
    public string DeploymentController { get; private set; } = "ECS";

    /// <summary>The ARN of the task definition that new tasks use.</summary>
    public string? TaskDefinitionArn { get; private set; }

    /// <summary>The deployments, or the task sets if the deployment controller is not ECS.</summary>
    public EcsDeployment[] Deployments { get; private set; } = [];

    /// <summary>When the service last reached a steady state; null when no known event reports it.</summary>
    public DateTimeOffset? SteadyStateAt { get; private set; }

    /// <summary>The tags, in the order of the API.</summary>
    public EcsTag[] Tags { get; private set; } = [];

    /// <summary>The deployment with the status PRIMARY; null when there is none.</summary>
    public EcsDeployment? PrimaryDeployment => Array.Find(Deployments, static deployment => deployment.Status == "PRIMARY");

    /// <summary>Parses an element of <c>services</c>. Returns null when it has no ARN or no name.</summary>
    public static EcsService? Read(ref ApiJson json)
    {
        var service = new EcsService();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("events"u8))
            {
                service.SteadyStateAt = ServiceEvents.LastSteadyState(ref json);
            }
            else if (!service.ReadIdentity(ref json) && !service.ReadState(ref json))
            {
                json.Skip();
            }
        }

        return service.Arn.Length > 0 && service.Name.Length > 0 ? service : null;
    }

    /// <summary>Keeps the last steady state of an earlier answer, because a busy service may have had a hundred events since.</summary>
    public void KeepSteadyState(EcsService? earlier) => SteadyStateAt ??= earlier?.SteadyStateAt;

    private bool ReadIdentity(ref ApiJson json)
    {
        if (json.Is("serviceArn"u8))
        {
            Arn = json.Text() ?? "";
        }
        else if (json.Is("serviceName"u8))
        {
            Name = json.Text() ?? "";
        }
        else if (json.Is("launchType"u8))
        {
            LaunchType = json.Text();
        }
        else if (json.Is("platformVersion"u8))
        {
            PlatformVersion = json.Text();
        }
        else if (json.Is("schedulingStrategy"u8))
        {
            SchedulingStrategy = json.Text();
        }
        else if (json.Is("deploymentController"u8))
        {
            DeploymentController = ReadController(ref json) ?? DeploymentController;
        }
        else if (json.Is("taskDefinition"u8))
        {
            TaskDefinitionArn = json.Text();
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadState(ref ApiJson json)
    {
        if (json.Is("status"u8))
        {
            Status = json.Text();
        }
        else if (json.Is("desiredCount"u8))
        {
            DesiredTasks = json.Integer();
        }
        else if (json.Is("runningCount"u8))
        {
            RunningTasks = json.Integer();
        }
        else if (json.Is("pendingCount"u8))
        {
            PendingTasks = json.Integer();
        }
        else if (json.Is("deployments"u8) || json.Is("taskSets"u8))
        {
            // One of the two is empty or missing, depending on the deployment controller.
            Deployments = [.. Deployments, .. JsonList.Read(ref json, EcsDeployment.Read)];
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

    private static string? ReadController(ref ApiJson json)
    {
        string? type = null;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("type"u8))
            {
                type = json.Text();
            }
            else
            {
                json.Skip();
            }
        }

        return type;
    }
}
