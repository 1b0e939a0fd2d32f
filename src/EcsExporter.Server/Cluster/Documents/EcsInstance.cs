// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds a container instance from DescribeContainerInstances.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html"/>
/// </summary>
internal sealed class EcsInstance
{
    /// <summary>The ARN, <c>arn:PARTITION:ecs:REGION:ACCOUNT:container-instance/CLUSTER/ID</c>.</summary>
    public string Arn { get; private set; } = "";

    /// <summary>The ID of the machine: <c>i-…</c> for an EC2 instance, <c>mi-…</c> for an ECS Anywhere instance.</summary>
    public string Ec2InstanceId { get; private set; } = "";

    /// <summary>The status, such as ACTIVE or DRAINING.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether the instance's agent is connected to ECS.</summary>
    public bool? AgentConnected { get; private set; }

    public long? RunningTasks { get; private set; }

    public long? PendingTasks { get; private set; }

    /// <summary>The resources that the agent registered.</summary>
    public InstanceResources Registered { get; private set; } = new();

    /// <summary>The resources that are left for further tasks.</summary>
    public InstanceResources Remaining { get; private set; } = new();

    /// <summary>Whether this is an EC2 instance. The address of an ECS Anywhere instance is not in any API.</summary>
    public bool IsOfEc2 => Ec2InstanceId.StartsWith("i-", StringComparison.Ordinal);

    /// <summary>The last part of the ARN.</summary>
    public string Id => EcsName.OfArn(Arn);

    /// <summary>Parses an element of <c>containerInstances</c>. Returns null when it has no ARN.</summary>
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
/// Holds the resources named CPU and MEMORY of an instance. Their values are whole numbers.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Resource.html"/>
/// </summary>
internal sealed class InstanceResources
{
    /// <summary>CPU units; 1024 units are one vCPU.</summary>
    public long? CpuUnits { get; private set; }

    /// <summary>Memory in MiB.</summary>
    public long? MemoryMebibytes { get; private set; }

    /// <summary>Parses a list of resources.</summary>
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
