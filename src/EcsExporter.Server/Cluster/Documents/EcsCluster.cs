// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// A cluster as DescribeClusters says it.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html"/>
/// </summary>
internal sealed class EcsCluster
{
    /// <summary><c>arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME</c>.</summary>
    public string Arn { get; private set; } = "";

    /// <summary>Unique in its region and account.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Such as ACTIVE; INACTIVE clusters are not listed but may be asked for by name.</summary>
    public string? Status { get; private set; }

    /// <summary>Tasks in the state RUNNING.</summary>
    public long? RunningTasks { get; private set; }

    /// <summary>Tasks that are about to run.</summary>
    public long? PendingTasks { get; private set; }

    /// <summary>Services in the state ACTIVE.</summary>
    public long? ActiveServices { get; private set; }

    /// <summary>Container instances, of every kind and state.</summary>
    public long? ContainerInstances { get; private set; }

    /// <summary>In the order of the API.</summary>
    public EcsTag[] Tags { get; private set; } = [];

    /// <summary>Reads one element of <c>clusters</c>; null when it is no cluster.</summary>
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
