// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>
/// The facts that identify the task and never change while it lives. They come from all documents read so far, so that existing series keep their
/// labels when the endpoint fails or leaves out a field. Immutable; a fact that is not known is null.
/// </summary>
public sealed class TaskIdentity
{
    /// <summary>The cluster's short name or ARN, as the endpoint gives it.</summary>
    public string? Cluster { get; private init; }

    /// <summary>The cluster's short name, on every platform.</summary>
    public string? ClusterName { get; private init; }

    /// <summary>The task's ARN.</summary>
    public string? TaskArn { get; private init; }

    /// <summary>Region, account and id from <see cref="TaskArn"/>.</summary>
    public TaskArn ArnParts { get; private init; }

    /// <summary>The task definition's family.</summary>
    public string? Family { get; private init; }

    /// <summary>The task definition's revision.</summary>
    public string? Revision { get; private init; }

    /// <summary>The availability zone's name.</summary>
    public string? AvailabilityZone { get; private init; }

    /// <summary>The availability zone's id.</summary>
    public string? AvailabilityZoneId { get; private init; }

    /// <summary>EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES.</summary>
    public string? LaunchType { get; private init; }

    /// <summary>The network mode, which is the same for all containers.</summary>
    public string? NetworkMode { get; private init; }

    /// <summary>The service the task belongs to.</summary>
    public string? ServiceName { get; private init; }

    /// <summary>What started the task, such as <c>daemon:NAME</c>.</summary>
    public string? Group { get; private init; }

    /// <summary>The VPC of the host.</summary>
    public string? VpcId { get; private init; }

    /// <summary>The identity before the first document: nothing is known.</summary>
    internal static TaskIdentity Unknown { get; } = new();

    /// <summary>Whether both can be the same task: their ids are equal, or one of them is not known.</summary>
    internal bool IsSameTaskAs(TaskIdentity other) =>
        ArnParts.TaskId is null || other.ArnParts.TaskId is null || ArnParts.TaskId == other.ArnParts.TaskId;

    /// <summary>
    /// The identity after one more document: a fact that the document leaves out stays. A document with the ARN of another task, which only a test
    /// double can send, replaces everything.
    /// </summary>
    internal TaskIdentity With(TaskMetadataDocument document)
    {
        var parts = document.TaskArn == TaskArn ? ArnParts : Model.TaskArn.Parse(document.TaskArn);
        var known = parts.TaskId is null || ArnParts.TaskId is null || parts.TaskId == ArnParts.TaskId ? this : Unknown;
        var saysWhichTask = parts.TaskId is not null || (document.TaskArn is not null && known.ArnParts.TaskId is null);
        var saysWhichCluster = Latest(known.ClusterName, document.ClusterName) == document.ClusterName;
        var launchType = Latest(known.LaunchType, document.LaunchType);
        return new TaskIdentity
        {
            Cluster = saysWhichCluster ? document.Cluster : known.Cluster,
            ClusterName = saysWhichCluster ? document.ClusterName : known.ClusterName,
            TaskArn = saysWhichTask ? document.TaskArn : known.TaskArn,
            ArnParts = saysWhichTask ? parts : known.ArnParts,
            Family = Latest(known.Family, document.Family),
            Revision = Latest(known.Revision, document.Revision),
            AvailabilityZone = Latest(known.AvailabilityZone, document.AvailabilityZone),
            AvailabilityZoneId = Latest(known.AvailabilityZoneId, document.AvailabilityZoneId),
            LaunchType = launchType,
            NetworkMode = Latest(known.NetworkMode, document.NetworkMode) ?? (document.JoinsNetworks ? ModeOfJoinedNetworks(launchType) : null),
            ServiceName = Latest(known.ServiceName, document.ServiceName),
            Group = Latest(known.Group, document.Group),
            VpcId = Latest(known.VpcId, document.VpcId),
        };
    }

    /// <summary>
    /// The latest value, unless it is missing. The text "None" is how a missing value looks after Python, so it does not replace a known value; when
    /// no value is known, it may be a name.
    /// </summary>
    private static string? Latest(string? known, string? latest) =>
        string.IsNullOrEmpty(latest) || (latest == "None" && known is not null) ? known ?? latest : latest;

    /// <summary>On EC2, only tasks in bridge mode report that a container joins the network of another container.</summary>
    private static string? ModeOfJoinedNetworks(string? launchType) => NetworkScopes.HasOneNetwork(launchType) ? null : "bridge";
}

/// <summary>
/// The parts of a task's ARN, <c>arn:PARTITION:ecs:REGION:ACCOUNT:task/[CLUSTER/]ID</c>, in any partition; all parts of a malformed ARN are null.
/// </summary>
/// <param name="Region">The region.</param>
/// <param name="AccountId">The account.</param>
/// <param name="TaskId">The task's id.</param>
public readonly record struct TaskArn(string? Region, string? AccountId, string? TaskId)
{
    /// <summary>Parses an ARN.</summary>
    public static TaskArn Parse(string? arn)
    {
        Span<Range> parts = stackalloc Range[6];
        if (arn.AsSpan().Split(parts, ':') < parts.Length
            || arn.AsSpan(parts[0]) is not "arn" || arn.AsSpan(parts[2]) is not "ecs" || arn.AsSpan(parts[5]) is not ['t', 'a', 's', 'k', '/', .. var resource])
        {
            return default;
        }

        return new TaskArn(Text(arn.AsSpan(parts[3])), Text(arn.AsSpan(parts[4])), Text(resource[(resource.LastIndexOf('/') + 1)..]));
    }

    private static string? Text(ReadOnlySpan<char> part) => part.IsEmpty ? null : part.ToString();
}
