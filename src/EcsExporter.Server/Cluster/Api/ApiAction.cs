// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>Describes an action of an AWS API: its name in requests, metrics and the log, its service and its throttle class.</summary>
internal sealed class ApiAction
{
    public const int Services = (int)ApiService.Ec2 + 1;

    public const int ThrottleClasses = (int)ThrottleClass.Ec2 + 1;

    private static int _count;

    private ApiAction(string name, ApiService service, ThrottleClass throttle)
    {
        Index = _count++;
        Name = name;
        Service = service;
        Throttle = throttle;
    }

    public static ApiAction ListClusters { get; } = new("ListClusters", ApiService.Ecs, ThrottleClass.Clusters);

    public static ApiAction DescribeClusters { get; } = new("DescribeClusters", ApiService.Ecs, ThrottleClass.Clusters);

    public static ApiAction ListServices { get; } = new("ListServices", ApiService.Ecs, ThrottleClass.Services);

    public static ApiAction DescribeServices { get; } = new("DescribeServices", ApiService.Ecs, ThrottleClass.Services);

    public static ApiAction ListTasks { get; } = new("ListTasks", ApiService.Ecs, ThrottleClass.ClusterResources);

    public static ApiAction DescribeTasks { get; } = new("DescribeTasks", ApiService.Ecs, ThrottleClass.ClusterResources);

    public static ApiAction DescribeTaskDefinition { get; } = new("DescribeTaskDefinition", ApiService.Ecs, ThrottleClass.TaskDefinitions);

    public static ApiAction ListContainerInstances { get; } = new("ListContainerInstances", ApiService.Ecs, ThrottleClass.ClusterResources);

    public static ApiAction DescribeContainerInstances { get; } = new("DescribeContainerInstances", ApiService.Ecs, ThrottleClass.ClusterResources);

    public static ApiAction DescribeInstances { get; } = new("DescribeInstances", ApiService.Ec2, ThrottleClass.Ec2);

    /// <summary>All actions, in ordinal order of their names.</summary>
    public static ApiAction[] All { get; } =
    [
        DescribeClusters, DescribeContainerInstances, DescribeInstances, DescribeServices, DescribeTaskDefinition, DescribeTasks,
        ListClusters, ListContainerInstances, ListServices, ListTasks,
    ];

    /// <summary>The action's name in the API, which is also the value of the label <c>action</c>.</summary>
    public string Name { get; }

    /// <summary>The service that has the action.</summary>
    public ApiService Service { get; }

    /// <summary>The class of actions that share a request budget with this one.</summary>
    public ThrottleClass Throttle { get; }

    /// <summary>The action's index in arrays of counters, from 0 on.</summary>
    public int Index { get; }
}

/// <summary>An AWS service whose API the exporter uses.</summary>
internal enum ApiService
{
    /// <summary>Amazon ECS, with the JSON 1.1 protocol.</summary>
    Ecs,

    /// <summary>Amazon EC2, with the Query protocol.</summary>
    Ec2,
}

/// <summary>
/// A group of actions that AWS throttles together, per account and region.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html"/>
/// </summary>
internal enum ThrottleClass
{
    Clusters,
    Services,
    ClusterResources,

    /// <summary>A revision never changes, so each one is read only once. Over time, this class needs no budget.</summary>
    TaskDefinitions,

    Ec2,
}
