// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>The document <c>/task</c>, or an element of <c>/tasks</c>: the identity, the state and the containers of a task.</summary>
public sealed class TaskMetadataDocument
{
    /// <summary>The cluster's short name (EC2, Anywhere) or ARN (Fargate, Managed Instances): <c>Cluster</c>.</summary>
    public string? Cluster { get; private set; }

    /// <summary>The cluster's short name, on every platform.</summary>
    public string? ClusterName { get; private set; }

    /// <summary>The task's ARN: <c>TaskARN</c>.</summary>
    public string? TaskArn { get; private set; }

    /// <summary>The task definition's family: <c>Family</c>.</summary>
    public string? Family { get; private set; }

    /// <summary>The task definition's revision: <c>Revision</c>.</summary>
    public string? Revision { get; private set; }

    /// <summary>The status ECS wants the task to have: <c>DesiredStatus</c>.</summary>
    public string? DesiredStatus { get; private set; }

    /// <summary>The status ECS last saw the task in: <c>KnownStatus</c>.</summary>
    public string? KnownStatus { get; private set; }

    /// <summary>The task's CPU limit in vCPU; absent when none is set: <c>Limits.CPU</c>.</summary>
    public double? CpuLimitVcpus { get; private set; }

    /// <summary>The task's memory limit in MiB; absent when none is set: <c>Limits.Memory</c>.</summary>
    public double? MemoryLimitMebibytes { get; private set; }

    /// <summary>When the first image pull began: <c>PullStartedAt</c>.</summary>
    public Timestamp? PullStartedAt { get; private set; }

    /// <summary>When the last image pull ended: <c>PullStoppedAt</c>.</summary>
    public Timestamp? PullStoppedAt { get; private set; }

    /// <summary>When the task's containers ended: <c>ExecutionStoppedAt</c>.</summary>
    public Timestamp? ExecutionStoppedAt { get; private set; }

    /// <summary>The availability zone's name; absent on ECS Anywhere: <c>AvailabilityZone</c>.</summary>
    public string? AvailabilityZone { get; private set; }

    /// <summary>The availability zone's id, the same for every account: <c>AvailabilityZoneID</c>.</summary>
    public string? AvailabilityZoneId { get; private set; }

    /// <summary>EC2, FARGATE, EXTERNAL, MANAGED_INSTANCES; absent from old agents: <c>LaunchType</c>.</summary>
    public string? LaunchType { get; private set; }

    /// <summary>The service the task belongs to: <c>ServiceName</c>.</summary>
    public string? ServiceName { get; private set; }

    /// <summary>The VPC of the host: <c>VPCID</c>.</summary>
    public string? VpcId { get; private set; }

    /// <summary>What started the task, such as <c>service:NAME</c>, <c>family:NAME</c> or, for a Managed Daemon, <c>daemon:NAME</c>: <c>Group</c>.</summary>
    public string? Group { get; private set; }

    /// <summary>Ephemeral storage in use, in MiB, Fargate on Linux: <c>EphemeralStorageMetrics.Utilized</c>.</summary>
    public ulong? EphemeralStorageUsedMebibytes { get; private set; }

    /// <summary>Ephemeral storage the task has, in MiB, Fargate on Linux: <c>EphemeralStorageMetrics.Reserved</c>.</summary>
    public ulong? EphemeralStorageReservedMebibytes { get; private set; }

    /// <summary>The error of the host's clock: <c>ClockDrift</c>.</summary>
    public ClockDrift? ClockDrift { get; private set; }

    /// <summary>Whether faults may be injected into the task, newer agents: <c>FaultInjectionEnabled</c>.</summary>
    public bool? FaultInjectionEnabled { get; private set; }

    /// <summary>The containers in ordinal order of their names, each name once, pause containers included: <c>Containers[]</c>.</summary>
    public ImmutableArray<Container> Containers { get; private set; } = [];

    /// <summary>The network mode of the first container that has a mode; a task has one mode.</summary>
    public string? NetworkMode { get; private set; }

    /// <summary>Whether a container joins the network of another container, so that it does not give a mode.</summary>
    internal bool JoinsNetworks { get; private set; }

    /// <summary>Reads the document.</summary>
    /// <exception cref="JsonException">The text is not JSON, or not an object.</exception>
    internal static TaskMetadataDocument Read(ref JsonCursor json)
    {
        json.ExpectObject();
        var task = ReadObject(ref json);
        json.ExpectEnd();
        return task;
    }

    /// <summary>Reads the properties of the object that the cursor has entered.</summary>
    internal static TaskMetadataDocument ReadObject(ref JsonCursor json)
    {
        var task = new TaskMetadataDocument();
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "Cluster": task.Cluster = json.Name(); break;
                case "TaskARN": task.TaskArn = json.Name(); break;
                case "Family": task.Family = json.Name(); break;
                case "Revision": task.Revision = json.Name(); break;
                case "DesiredStatus": task.DesiredStatus = json.Text(); break;
                case "KnownStatus": task.KnownStatus = json.Text(); break;
                case "Limits": (task.CpuLimitVcpus, task.MemoryLimitMebibytes) = Limits.Read(ref json); break;
                case "PullStartedAt": task.PullStartedAt = json.Time(); break;
                case "PullStoppedAt": task.PullStoppedAt = json.Time(); break;
                case "ExecutionStoppedAt": task.ExecutionStoppedAt = json.Time(); break;
                case "AvailabilityZone": task.AvailabilityZone = json.Name(); break;
                case "AvailabilityZoneID": task.AvailabilityZoneId = json.Name(); break;
                case "LaunchType": task.LaunchType = json.Text(); break;
                case "ServiceName": task.ServiceName = json.Name(); break;
                case "VPCID": task.VpcId = json.Name(); break;
                case "Group": task.Group = json.Name(); break;
                case "EphemeralStorageMetrics": task.ReadEphemeralStorage(ref json); break;
                case "ClockDrift": task.ClockDrift = Documents.ClockDrift.Read(ref json); break;
                case "FaultInjectionEnabled": task.FaultInjectionEnabled = json.Boolean(); break;
                case "Containers": task.Containers = ContainerList.Read(ref json); break;
                default: json.Skip(); break;
            }

            json.Section = AnomalyKind.MalformedTask;
        }

        task.ClusterName = task.Cluster?[(task.Cluster.LastIndexOf('/') + 1)..];
        foreach (var container in task.Containers)
        {
            task.NetworkMode ??= container.NetworkMode;
            task.JoinsNetworks |= container.JoinsNetwork;
            task.ClockDrift ??= container.ClockDrift;
        }

        return task;
    }

    private void ReadEphemeralStorage(ref JsonCursor json)
    {
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "Utilized": EphemeralStorageUsedMebibytes = json.UInt64(); break;
                case "Reserved": EphemeralStorageReservedMebibytes = json.UInt64(); break;
                default: json.Skip(); break;
            }
        }
    }
}

/// <summary>The error of the host's clock: <c>ClockDrift</c>, on Fargate and Managed Instances.</summary>
/// <param name="ErrorBoundMilliseconds">Largest error in ms; 0 when left out, since the endpoint omits a zero: <c>ClockErrorBound</c>.</param>
/// <param name="ReferenceTime">When the error was measured: <c>ReferenceTimestamp</c>.</param>
/// <param name="SynchronizationStatus"><c>SYNCHRONIZED</c> or <c>NOT_SYNCHRONIZED</c>: <c>ClockSynchronizationStatus</c>.</param>
public readonly record struct ClockDrift(double? ErrorBoundMilliseconds, Timestamp? ReferenceTime, string? SynchronizationStatus)
{
    internal static ClockDrift? Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var drift = new ClockDrift(0, null, null);
        var empty = true;
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "ClockErrorBound": drift = drift with { ErrorBoundMilliseconds = json.Double() }; break;
                case "ReferenceTimestamp": drift = drift with { ReferenceTime = json.Time() }; break;
                case "ClockSynchronizationStatus": drift = drift with { SynchronizationStatus = json.Text() }; break;
                default: json.Skip(); continue;
            }

            empty = false;
        }

        return empty ? null : drift;
    }
}

/// <summary>Reads limits of tasks and containers, and recognizes the values that mean "unlimited".</summary>
internal static class Limits
{
    /// <summary>Bytes in a MiB, the unit of memory and storage in task definitions.</summary>
    public const double BytesPerMebibyte = 1024 * 1024;

    // cgroup v1 rounds 2^63−1 down to a page: 4 KiB pages give 2^63−4096, 64 KiB pages 2^63−65536. cgroup v2's "max" becomes
    // 2^64−1. No machine has 2^62 bytes or processes, so every larger limit means "unlimited".
    private const ulong FirstUnlimited = 1UL << 62;

    /// <summary>
    /// Reads the object <c>Limits</c> of a task or a container: CPU (vCPU for a task, shares for a container) and memory in MiB. A value of 0 or
    /// less means that the limit is not set.
    /// </summary>
    public static (double? Cpu, double? MemoryMebibytes) Read(ref JsonCursor json)
    {
        double? cpu = null;
        double? memory = null;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "CPU": cpu = json.Double(); break;
                case "Memory": memory = json.Double(); break;
                default: json.Skip(); break;
            }
        }

        return (cpu > 0 ? cpu : null, memory > 0 ? memory : null);
    }

    /// <summary>The kernel's limit, or null when it means "unlimited". 0 means "unlimited" too, as in Docker's configuration.</summary>
    public static ulong? WithoutUnlimited(ulong? limit) => limit is > 0 and < FirstUnlimited ? limit : null;
}
