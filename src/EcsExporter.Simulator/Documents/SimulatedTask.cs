// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents;

/// <summary>
/// A task of a scenario and its documents. Each document is a pure function of the scenario, the seed, the start of the task and the given time; a
/// time before the start counts as the start.
/// </summary>
public sealed class SimulatedTask
{
    internal SimulatedTask(TaskDeclaration declaration, DateTimeOffset startedAt, int seed)
    {
        Declaration = declaration;
        StartedAt = startedAt;
        Seed = seed;
        Identity = new TaskIdentity(declaration, seed);

        var shared = declaration.Platform.SharesNetwork
            ? new NetworkTraffic(
                declaration.Family,
                seed,
                declaration.Containers.Sum(container => container.Load.ReceivedBytesPerSecond),
                declaration.Containers.Sum(container => container.Load.SentBytesPerSecond))
            : null;
        Containers =
        [
            .. declaration.Containers.Select(container =>
                new SimulatedContainer(container, declaration, Identity, shared, startedAt, seed)),
        ];
        EndpointId = Identity.EndpointId(declaration.Observer);
    }

    /// <summary>The id in the metadata URI of the container that runs the exporter.</summary>
    public string EndpointId { get; }

    /// <summary>The task's ARN.</summary>
    public string Arn => Identity.TaskArn;

    /// <summary>When the images were pulled and the first container was about to be created.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether the task is a Managed Daemon, which sees every task on its host.</summary>
    public bool IsDaemon => Declaration.Group?.StartsWith("daemon:", StringComparison.Ordinal) ?? false;

    /// <summary>The tasks on the host at one moment, beginning with this task.</summary>
    public IEnumerable<SimulatedTask> HostAt(DateTimeOffset now)
    {
        yield return this;
        foreach (var neighbour in Declaration.Neighbours)
        {
            if (neighbour.At(now - StartedAt) is { } listed)
            {
                yield return new SimulatedTask(neighbour.Task, StartedAt + listed.ArrivesAt, Seed + listed.Number);
            }
        }
    }

    internal TaskDeclaration Declaration { get; }

    internal TaskIdentity Identity { get; }

    internal int Seed { get; }

    internal IReadOnlyList<SimulatedContainer> Containers { get; }

    /// <summary>The document at <c>{base}/task</c>, as UTF-8 JSON.</summary>
    public byte[] TaskDocument(DateTimeOffset now) => Document(EndpointDocument.Task, now);

    /// <summary>The document at <c>{base}/task/stats</c>, as UTF-8 JSON.</summary>
    public byte[] StatsDocument(DateTimeOffset now) => Document(EndpointDocument.TaskStats, now);

    /// <summary>The document that version 4 returns to the container that runs the exporter, as UTF-8 JSON.</summary>
    public byte[] Document(EndpointDocument document, DateTimeOffset now)
    {
        ArrayBufferWriter<byte> output = new(16384);
        Write(document, now, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the document that version 4 returns to the container that runs the exporter.</summary>
    public void Write(EndpointDocument document, DateTimeOffset now, IBufferWriter<byte> output) =>
        Write(document, now, output, EndpointVersion.V4, FindContainer(EndpointId)!);

    internal void Write(
        EndpointDocument document,
        DateTimeOffset now,
        IBufferWriter<byte> output,
        EndpointVersion version,
        SimulatedContainer container) => new DocumentWriter(this, version, now).Write(document, container, output);

    internal SimulatedContainer? FindContainer(string endpointId) =>
        Containers.FirstOrDefault(container => container.EndpointId == endpointId);
}
