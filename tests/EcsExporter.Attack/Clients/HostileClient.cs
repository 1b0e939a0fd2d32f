// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>The transports over which an attack runs.</summary>
internal enum Transport
{
    /// <summary>With TLS and without.</summary>
    Both,

    /// <summary>With TLS only, because the attack is on TLS itself or needs HTTP/2.</summary>
    TlsOnly,
}

/// <summary>An attack: the behaviour of each connection, the number of connections, and the task that the exporter serves meanwhile.</summary>
internal abstract class HostileClient
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The number of connections. When a connection ends, a new one replaces it.</summary>
    public required int Connections { get; init; }

    /// <summary>The transports over which the attack runs.</summary>
    public Transport Transport { get; init; }

    /// <summary>The number of containers in the task.</summary>
    public int Containers { get; init; } = 10;

    /// <summary>The number of tasks on the host when a Managed Daemon is attacked; null for an exporter of one task.</summary>
    public int? HostTasks { get; init; }

    /// <summary>How long the task metadata endpoint takes for each answer.</summary>
    public TimeSpan EndpointDelay { get; init; }

    /// <summary>The pause before a connection that has ended is replaced.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the scraper may get status 503 because too many scrapes run (<c>--web.max-requests</c>).</summary>
    public bool AllowsRefusals { get; init; }

    /// <summary>Prepares the attack before its first connection.</summary>
    public virtual Task PrepareAsync(Target target, CancellationToken end) => Task.CompletedTask;

    /// <summary>Runs one connection. Returns or throws when the exporter has closed it.</summary>
    public abstract Task AttackAsync(Target target, CancellationToken end);
}
