// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds a cluster from DescribeClusters.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html"/>
/// </summary>
internal sealed class EcsCluster
{
    /// <summary>The ARN, <c>arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME</c>.</summary>
    public string Arn { get; private set; } = "";

    /// <summary>The name, which is unique in a region and account.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The status, such as ACTIVE. ListClusters omits INACTIVE clusters, but they can be described by name.</summary>
    public string? Status { get; private set; }

    /// <summary>Tasks in the state RUNNING.</summary>
    public long? RunningTasks { get; private set; }

    /// <summary>Tasks in the state PENDING.</summary>
    public long? PendingTasks { get; private set; }

    /// <summary>Services in the state ACTIVE.</summary>
    public long? ActiveServices { get; private set; }

    /// <summary>Registered container instances, of every kind and status.</summary>
    public long? ContainerInstances { get; private set; }

    /// <summary>The tags, in the order of the API.</summary>
    public EcsTag[] Tags { get; private set; } = [];

    /// <summary>Parses an element of <c>clusters</c>. Returns null when it has no ARN or no name.</summary>
    public static EcsCluster? Read(ref ApiJson json)
    {
        var cluster = new EcsCluster();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("clusterArn"u8))
            {
                cluster.Arn = json.Text() ?? "";
            }
            else if (json.Is("clusterName"u8))
            {
                cluster.Name = json.Text() ?? "";
            }
            else if (json.Is("status"u8))
            {
                cluster.Status = json.Text();
            }
            else if (json.Is("runningTasksCount"u8))
            {
                cluster.RunningTasks = json.Integer();
            }
            else if (json.Is("pendingTasksCount"u8))
            {
                cluster.PendingTasks = json.Integer();
            }
            else if (json.Is("activeServicesCount"u8))
            {
                cluster.ActiveServices = json.Integer();
            }
            else if (json.Is("registeredContainerInstancesCount"u8))
            {
                cluster.ContainerInstances = json.Integer();
            }
            else if (json.Is("tags"u8))
            {
                cluster.Tags = JsonList.Read(ref json, EcsTag.Read);
            }
            else
            {
                json.Skip();
            }
        }

        return cluster.Arn.Length > 0 && cluster.Name.Length > 0 ? cluster : null;
    }
}
