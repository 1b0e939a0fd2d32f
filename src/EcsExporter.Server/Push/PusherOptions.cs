// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Push;

/// <summary>How readings are encoded.</summary>
internal enum ProtocolKind
{
    /// <summary>Prometheus remote write 1.0.</summary>
    RemoteWrite,

    /// <summary>OTLP/HTTP metrics.</summary>
    Otlp,
}

/// <summary>What is pushed where, and how often.</summary>
/// <param name="Receiver">Where requests go.</param>
internal sealed record PusherOptions(ReceiverOptions Receiver)
{
    /// <summary>How readings are encoded.</summary>
    public ProtocolKind Protocol { get; init; }

    /// <summary>The time between readings.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The label <c>job</c> of every series; not empty.</summary>
    public string Job { get; init; } = "ecs";

    /// <summary>The label <c>instance</c> of every series; null for the task's id.</summary>
    public string? Instance { get; init; }

    /// <summary>The label <c>instance</c> when the first read does not give the task's id; not empty.</summary>
    public string FallbackInstance { get; init; } = "unknown";

    /// <summary>Gives the attributes of the OTLP resource for the label <c>instance</c>.</summary>
    public Func<string, IReadOnlyList<KeyValuePair<string, string>>> ResourceAttributes { get; init; } = static _ => [];

    /// <summary>The time for the last reading and the ends of all series when the process ends.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most readings that wait for a receiver.</summary>
    public int MaxReadings { get; init; } = 64;

    /// <summary>Gives the most memory that they take, and that one reading may take.</summary>
    public Func<int> MaxBytes { get; init; } = static () => 1024 * 1024;
}
