// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>An action of an API, as it is asked for and as metrics and the log call it.</summary>
internal sealed class ApiAction
{
    /// <summary>How many members <see cref="ApiService"/> has.</summary>
    public const int Services = (int)ApiService.Ec2 + 1;

    /// <summary>How many members <see cref="ThrottleClass"/> has.</summary>
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

    /// <summary>All of them, in ordinal order of their names.</summary>
    public static ApiAction[] All { get; } =
    [
        DescribeClusters, DescribeContainerInstances, DescribeInstances, DescribeServices, DescribeTaskDefinition, DescribeTasks,
        ListClusters, ListContainerInstances, ListServices, ListTasks,
    ];

    /// <summary>The action's name in the API, which is also the value of the label <c>action</c>.</summary>
    public string Name { get; }

    /// <summary>Who answers.</summary>
    public ApiService Service { get; }

    /// <summary>What it shares its budget with.</summary>
    public ThrottleClass Throttle { get; }

    /// <summary>A number of its own, from 0 on.</summary>
    public int Index { get; }
}

/// <summary>A service of AWS that is asked.</summary>
internal enum ApiService
{
    /// <summary>Amazon ECS, JSON 1.1.</summary>
    Ecs,

    /// <summary>Amazon EC2, Query API.</summary>
    Ec2,
}

/// <summary>
/// Actions that AWS throttles together, for the whole account in a region.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html"/>
/// </summary>
internal enum ThrottleClass
{
    Clusters,
    Services,
    ClusterResources,

    /// <summary>A revision never changes, so each is read once. Over time this class costs nothing.</summary>
    TaskDefinitions,

    Ec2,
}
