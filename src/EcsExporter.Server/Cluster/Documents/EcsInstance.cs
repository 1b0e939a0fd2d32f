// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// A container instance as DescribeContainerInstances says it.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html"/>
/// </summary>
internal sealed class EcsInstance
{
    /// <summary><c>arn:PARTITION:ecs:REGION:ACCOUNT:container-instance/CLUSTER/ID</c>.</summary>
    public string Arn { get; private set; } = "";

    /// <summary><c>i-…</c> for an instance of EC2, <c>mi-…</c> for one of ECS Anywhere.</summary>
    public string Ec2InstanceId { get; private set; } = "";

    /// <summary>Such as ACTIVE or DRAINING.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether ECS hears from the agent.</summary>
    public bool? AgentConnected { get; private set; }

    public long? RunningTasks { get; private set; }

    public long? PendingTasks { get; private set; }

    /// <summary>What the agent offered.</summary>
    public InstanceResources Registered { get; private set; } = new();

    /// <summary>What is left for further tasks.</summary>
    public InstanceResources Remaining { get; private set; } = new();

    /// <summary>Whether EC2 knows it. The address of an ECS Anywhere instance is in no API.</summary>
    public bool IsOfEc2 => Ec2InstanceId.StartsWith("i-", StringComparison.Ordinal);

    /// <summary>The last part of its ARN.</summary>
    public string Id => EcsName.OfArn(Arn);

    /// <summary>Reads one element of <c>containerInstances</c>; null when it is no instance.</summary>
    public static EcsInstance? Read(ref ApiJson json)
    {
        var instance = new EcsInstance();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("containerInstanceArn"u8))
            {
                instance.Arn = json.Text() ?? "";
            }
            else if (json.Is("ec2InstanceId"u8))
            {
                instance.Ec2InstanceId = json.Text() ?? "";
            }
            else if (json.Is("status"u8))
            {
                instance.Status = json.Text();
            }
            else if (json.Is("agentConnected"u8))
            {
                instance.AgentConnected = json.Boolean();
            }
            else if (json.Is("runningTasksCount"u8))
            {
                instance.RunningTasks = json.Integer();
            }
            else if (json.Is("pendingTasksCount"u8))
            {
                instance.PendingTasks = json.Integer();
            }
            else if (json.Is("registeredResources"u8))
            {
                instance.Registered = InstanceResources.Read(ref json);
            }
            else if (json.Is("remainingResources"u8))
            {
                instance.Remaining = InstanceResources.Read(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return instance.Arn.Length > 0 ? instance : null;
    }
}

/// <summary>
/// Room for tasks: the resources named CPU and MEMORY, whose values are whole numbers.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Resource.html"/>
/// </summary>
internal sealed class InstanceResources
{
    /// <summary>1024 units are one vCPU.</summary>
    public long? CpuUnits { get; private set; }

    /// <summary>Memory in MiB.</summary>
    public long? MemoryMebibytes { get; private set; }

    /// <summary>Reads a list of resources.</summary>
    public static InstanceResources Read(ref ApiJson json)
    {
        var resources = new InstanceResources();
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            string? name = null;
            long? value = null;
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty())
            {
                if (json.Is("name"u8))
                {
                    name = json.Text();
                }
                else if (json.Is("integerValue"u8))
                {
                    value = json.Integer();
                }
                else
                {
                    json.Skip();
                }
            }

            switch (name)
            {
                case "CPU":
                    resources.CpuUnits = value;
                    break;
                case "MEMORY":
                    resources.MemoryMebibytes = value;
                    break;
            }
        }

        return resources;
    }
}
