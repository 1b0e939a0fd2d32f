// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.Server.Cluster.Api;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>One part of what the API says: its last complete state, and how reading it went since. Immutable.</summary>
/// <param name="Items">What was read last; empty before the first time.</param>
/// <param name="ReadAt">When that was complete; null before the first time.</param>
/// <param name="Failure">Why the last attempt failed; null when it succeeded, or there was none.</param>
internal sealed record Part<T>(ImmutableArray<T> Items, DateTimeOffset? ReadAt, ApiFailure? Failure)
{
    /// <summary>Before the first attempt.</summary>
    public static Part<T> Unread { get; } = new([], null, null);

    /// <summary>Whether the next attempt will hardly say more: it has been read, or the role may not read it.</summary>
    public bool IsSettled => ReadAt is not null || Failure?.Reason == ApiFailureReason.AccessDenied;

    /// <summary>After an attempt. One that fails keeps the last complete state.</summary>
    /// <param name="read">Reads the part, completely.</param>
    /// <param name="time">The clock.</param>
    public async Task<Part<T>> ReadAsync(Func<Task<ImmutableArray<T>>> read, TimeProvider time)
    {
        try
        {
            var items = await read();
            return new Part<T>(items, time.GetUtcNow(), null);
        }
        catch (ApiException error)
        {
            return this with { Failure = error.Failure };
        }
    }
}
