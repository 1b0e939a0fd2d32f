// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Push;

/// <summary>The push protocol.</summary>
internal enum ProtocolKind
{
    /// <summary>Prometheus remote write 1.0.</summary>
    RemoteWrite,

    /// <summary>OTLP/HTTP metrics.</summary>
    Otlp,
}

/// <summary>Holds the options of push.</summary>
/// <param name="Receiver">The options of the receiver.</param>
internal sealed record PusherOptions(ReceiverOptions Receiver)
{
    /// <summary>The protocol of the requests.</summary>
    public ProtocolKind Protocol { get; init; }

    /// <summary>The time between readings.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The label <c>job</c> of every series; not empty.</summary>
    public string Job { get; init; } = "ecs";

    /// <summary>The label <c>instance</c> of every series; null for the task's ID.</summary>
    public string? Instance { get; init; }

    /// <summary>The label <c>instance</c> when the first read does not return the task's ID; not empty.</summary>
    public string FallbackInstance { get; init; } = "unknown";

    /// <summary>Returns the attributes of the OTLP resource for a label <c>instance</c>.</summary>
    public Func<string, IReadOnlyList<KeyValuePair<string, string>>> ResourceAttributes { get; init; } = static _ => [];

    /// <summary>The time limit at shutdown for the last reading and the ends of all series.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most readings in the queue.</summary>
    public int MaxReadings { get; init; } = 64;

    /// <summary>Returns the memory limit for the queue, and for one reading.</summary>
    public Func<int> MaxBytes { get; init; } = static () => 1024 * 1024;
}
