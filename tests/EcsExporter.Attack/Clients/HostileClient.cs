// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Which exporters an attack is for.</summary>
internal enum Transport
{
    /// <summary>Those with TLS and those without.</summary>
    Both,

    /// <summary>Those with TLS: it attacks TLS itself, or needs HTTP/2.</summary>
    TlsOnly,
}

/// <summary>An attack: what each of its connections does, how many connections there are, and what the exporter has to serve meanwhile.</summary>
internal abstract class HostileClient
{
    /// <summary>What the command line calls it.</summary>
    public required string Name { get; init; }

    /// <summary>How many connections are kept up: whenever one ends, the next one is made.</summary>
    public required int Connections { get; init; }

    /// <summary>Which exporters it is for.</summary>
    public Transport Transport { get; init; }

    /// <summary>How many containers the task has.</summary>
    public int Containers { get; init; } = 10;

    /// <summary>How many tasks the host has when a Managed Daemon is attacked; null for an exporter of one task.</summary>
    public int? HostTasks { get; init; }

    /// <summary>How long the metadata endpoint takes for each answer.</summary>
    public TimeSpan EndpointDelay { get; init; }

    /// <summary>How long a place stays empty after its connection has ended.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the scraper may be told that too many scrapes run, as <c>--web.max-requests</c> promises.</summary>
    public bool AllowsRefusals { get; init; }

    /// <summary>What has to be known before the first connection of the attack.</summary>
    public virtual Task PrepareAsync(Target target, CancellationToken end) => Task.CompletedTask;

    /// <summary>The life of one connection. Returns, or throws, when the exporter has closed it.</summary>
    public abstract Task AttackAsync(Target target, CancellationToken end);
}
