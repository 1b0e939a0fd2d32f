// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>How reading one part of what the API says went. Immutable.</summary>
/// <param name="name">The part, as metrics and the log call it.</param>
/// <param name="readAt">When it was last read completely; null before the first time.</param>
/// <param name="failure">Why the last attempt failed; null when it succeeded, or there was none.</param>
internal abstract class Part(string name, DateTimeOffset? readAt, ApiFailure? failure)
{
    public string Name => name;

    public DateTimeOffset? ReadAt => readAt;

    public ApiFailure? Failure => failure;

    /// <summary>Whether the next attempt will hardly say more: it has been read, or the role may not read it.</summary>
    public bool IsSettled => readAt is not null || failure?.Reason == ApiFailureReason.AccessDenied;

    /// <summary>Tries to read something. Returns why that failed; null when it succeeded.</summary>
    public static async Task<ApiFailure?> TryAsync(Func<Task> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (ApiException error)
        {
            return error.Failure;
        }
    }
}

/// <summary>A part with its last complete state. Immutable.</summary>
/// <param name="name">The part, as metrics and the log call it.</param>
/// <param name="items">What was read last; empty before the first time.</param>
/// <param name="readAt">When that was complete; null before the first time.</param>
/// <param name="failure">Why the last attempt failed; null when it succeeded, or there was none.</param>
internal sealed class Part<T>(string name, T[] items, DateTimeOffset? readAt, ApiFailure? failure) : Part(name, readAt, failure)
    where T : class
{
    /// <summary>A part before the first attempt.</summary>
    public Part(string name)
        : this(name, [], null, null)
    {
    }

    public T[] Items => items;

    /// <summary>The part after an attempt. One that failed keeps the last complete state.</summary>
    /// <param name="failure">Why the attempt failed; null when it succeeded.</param>
    /// <param name="read">What it read.</param>
    /// <param name="now">The time.</param>
    public Part<T> After(ApiFailure? failure, List<T> read, DateTimeOffset now) =>
        failure is null ? new Part<T>(Name, [.. read], now, null) : new Part<T>(Name, items, ReadAt, failure);
}
