// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>One container of the task, as <c>/task</c> describes it (<c>Containers[]</c>).</summary>
public sealed class Container
{
    /// <summary>The container's name in the task definition: <c>Name</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The id, which is the key in <c>/task/stats</c>; absent until the container is created: <c>DockerId</c>.</summary>
    public string? Id { get; private set; }

    /// <summary>The container's ARN: <c>ContainerARN</c>.</summary>
    public string? Arn { get; private set; }

    /// <summary>The image as the task definition names it: <c>Image</c>.</summary>
    public string? Image { get; private set; }

    /// <summary>The image's digest: <c>ImageID</c>.</summary>
    public string? ImageId { get; private set; }

    /// <summary>NORMAL, CNI_PAUSE, NAMESPACE_PAUSE, EMPTY_HOST_VOLUME, MANAGED_DAEMON or a type added later: <c>Type</c>.</summary>
    public string? Type { get; private set; }

    /// <summary>The status ECS wants the container to have: <c>DesiredStatus</c>.</summary>
    public string? DesiredStatus { get; private set; }

    /// <summary>The status ECS last saw the container in: <c>KnownStatus</c>.</summary>
    public string? KnownStatus { get; private set; }

    /// <summary>The exit code of a container that ended; may be negative: <c>ExitCode</c>.</summary>
    public long? ExitCode { get; private set; }

    /// <summary>CPU shares: a weight on Linux, a cap in 1/1024 vCPU on Windows; absent when 0: <c>Limits.CPU</c>.</summary>
    public double? CpuShares { get; private set; }

    /// <summary>The memory limit in MiB; absent when 0, by which EC2 means "unset": <c>Limits.Memory</c>.</summary>
    public double? MemoryLimitMebibytes { get; private set; }

    /// <summary>When the container was created: <c>CreatedAt</c>.</summary>
    public Timestamp? CreatedAt { get; private set; }

    /// <summary>When the container last started: <c>StartedAt</c>.</summary>
    public Timestamp? StartedAt { get; private set; }

    /// <summary>When the container ended: <c>FinishedAt</c>.</summary>
    public Timestamp? FinishedAt { get; private set; }

    /// <summary>
    /// awsvpc, bridge, host, default, none, nat or daemon-bridge: <c>Networks[].NetworkMode</c>. Absent when the container
    /// joins the network of another container.
    /// </summary>
    public string? NetworkMode { get; private set; }

    /// <summary>
    /// Whether the mode is <c>container:ID</c>: the container uses the network of container ID. With Service Connect on bridge networks, the EC2
    /// agent starts every container in the network of a pause container, whose id differs from task to task.
    /// </summary>
    internal bool JoinsNetwork { get; private set; }

    /// <summary>The result of the health check; absent without a health check: <c>Health</c>.</summary>
    public ContainerHealth? Health { get; private set; }

    /// <summary>Restarts by the restart policy; absent without a restart policy: <c>RestartCount</c>.</summary>
    public ulong? RestartCount { get; private set; }

    /// <summary>The log driver: <c>LogDriver</c>.</summary>
    public string? LogDriver { get; private set; }

    /// <summary>The containerd snapshotter that unpacked the image, such as <c>overlayfs</c> or <c>soci</c>: <c>Snapshotter</c>.</summary>
    public string? Snapshotter { get; private set; }

    /// <summary>The error of the host's clock, when the endpoint puts it in the container instead of the task: <c>ClockDrift</c>.</summary>
    internal ClockDrift? ClockDrift { get; private set; }

    /// <summary>Whether ECS runs the container for its own purposes and not because the task definition asks for it.</summary>
    public bool IsInternal => Type is "CNI_PAUSE" or "NAMESPACE_PAUSE" or "EMPTY_HOST_VOLUME";

    /// <summary>Reads an element of <c>Containers[]</c>; null when it is not an object or has no name.</summary>
    internal static Container? Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedContainer;
        if (!json.BeginObject())
        {
            return null;
        }

        var container = new Container();
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "Name": container.Name = json.Name() ?? ""; break;
                case "DockerId": container.Id = json.Name(); break;
                case "ContainerARN": container.Arn = json.Name(); break;
                case "Image": container.Image = json.Name(); break;
                case "ImageID": container.ImageId = json.Name(); break;
                case "Type": container.Type = json.Text(); break;
                case "DesiredStatus": container.DesiredStatus = json.Text(); break;
                case "KnownStatus": container.KnownStatus = json.Text(); break;
                case "ExitCode": container.ExitCode = json.Int64(); break;
                case "Limits": (container.CpuShares, container.MemoryLimitMebibytes) = Limits.Read(ref json); break;
                case "CreatedAt": container.CreatedAt = json.Time(); break;
                case "StartedAt": container.StartedAt = json.Time(); break;
                case "FinishedAt": container.FinishedAt = json.Time(); break;
                case "Networks": container.ReadNetworks(ref json); break;
                case "Health": container.Health = ContainerHealth.Read(ref json); break;
                case "RestartCount": container.RestartCount = json.UInt64(); break;
                case "LogDriver": container.LogDriver = json.Text(); break;
                case "Snapshotter": container.Snapshotter = json.Text(); break;
                case "ClockDrift": container.ClockDrift = Documents.ClockDrift.Read(ref json); break;
                default: json.Skip(); break;
            }
        }

        if (container.Name.Length > 0)
        {
            return container;
        }

        json.Report(AnomalyKind.MalformedContainer);
        return null;
    }

    /// <summary>Reads the first mode: all networks of a container have the same mode.</summary>
    private void ReadNetworks(ref JsonCursor json)
    {
        string? mode = null;
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty(out var name))
            {
                if (name == "NetworkMode")
                {
                    mode ??= json.Text();
                }
                else
                {
                    json.Skip();
                }
            }
        }

        JoinsNetwork = mode?.StartsWith("container:", StringComparison.Ordinal) ?? false;
        NetworkMode = JoinsNetwork ? null : mode;
    }
}

/// <summary>
/// The result of a container's health check: <c>Health</c>. The object is present, if only as <c>{}</c>, whenever the task definition has a health
/// check. The EC2 agent leaves the status out while the result is UNKNOWN (agent/handlers/v2/response.go).
/// </summary>
/// <param name="Status"><c>healthy</c>, <c>unhealthy</c> or <c>unknown</c>, in lower case; unknown when left out: <c>status</c>.</param>
/// <param name="Since">When the status last changed: <c>statusSince</c>.</param>
public readonly record struct ContainerHealth(string Status, Timestamp? Since)
{
    private const string Unknown = "unknown";

    internal static ContainerHealth? Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var health = new ContainerHealth(Unknown, null);
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "status": health = health with { Status = json.Text()?.ToLowerInvariant() ?? Unknown }; break;
                case "statusSince": health = health with { Since = json.Time() }; break;
                default: json.Skip(); break;
            }
        }

        return health;
    }
}

/// <summary>
/// Reads <c>Containers[]</c> in ordinal order of names, each name once. When two containers have the same name, such as a replaced container and
/// its successor, it keeps the running one, else the one created later, else the one whose JSON text is greater. The choice must not depend on the
/// order in the payload, which is random on EC2.
/// </summary>
internal static class ContainerList
{
    public static ImmutableArray<Container> Read(ref JsonCursor json)
    {
        if (!json.BeginArray())
        {
            return [];
        }

        var candidates = new List<Candidate>();
        while (json.NextElement())
        {
            var start = json.TokenStart;
            if (Container.Read(ref json) is { } container)
            {
                candidates.Add(new Candidate(container, start, json.Position - start));
            }
        }

        var document = json.Document;
        candidates.Sort(static (left, right) => Ordinal.Compare(left.Container.Name, right.Container.Name));
        var containers = ImmutableArray.CreateBuilder<Container>(candidates.Count);
        for (var i = 0; i < candidates.Count;)
        {
            var best = candidates[i++];
            while (i < candidates.Count && candidates[i].Container.Name == best.Container.Name)
            {
                json.Report(AnomalyKind.DuplicateContainer);
                best = Preferred(best, candidates[i++], document);
            }

            containers.Add(best.Container);
        }

        return containers.DrainToImmutable();
    }

    private static Candidate Preferred(Candidate left, Candidate right, ReadOnlySpan<byte> document)
    {
        var order = IsRunning(left).CompareTo(IsRunning(right));
        order = order != 0 ? order : Nullable.Compare(left.Container.CreatedAt?.UnixNanoseconds, right.Container.CreatedAt?.UnixNanoseconds);
        order = order != 0 ? order : left.TextIn(document).SequenceCompareTo(right.TextIn(document));
        return order >= 0 ? left : right;
    }

    private static bool IsRunning(Candidate candidate) => candidate.Container.KnownStatus == "RUNNING";

    private readonly record struct Candidate(Container Container, int Start, int Length)
    {
        public ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> document) => document.Slice(Start, Length);
    }
}
