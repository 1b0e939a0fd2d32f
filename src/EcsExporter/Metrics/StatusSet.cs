// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.Metrics;

/// <summary>
/// The statuses a family always has a series for, so that an alert on one of them has something to look at; ECS may add
/// others at any time, and the actual one always has a series too.
/// </summary>
internal sealed class StatusSet(params string[] wellKnown)
{
    private readonly string[] _sorted = [.. wellKnown.Order(Ordinal.Comparer)];

    /// <summary>What ECS can want of a task or container.</summary>
    public static StatusSet Desired { get; } = new("RUNNING", "STOPPED");

    /// <summary>The stages of a task or container that last. Those before the image is there pass in moments.</summary>
    public static StatusSet Known { get; } = new("PULLED", "CREATED", "RUNNING", "STOPPED");

    /// <summary>What a health check can find.</summary>
    public static StatusSet Health { get; } = new("healthy", "unhealthy", "unknown");

    /// <summary>The well-known statuses and the actual one, in ordinal order.</summary>
    public ReadOnlySpan<string> With(string actual) =>
        Array.IndexOf(_sorted, actual) >= 0 ? _sorted : _sorted.Append(actual).Order(Ordinal.Comparer).ToArray();
}
