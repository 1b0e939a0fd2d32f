// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Holds the result of reading one part of the state. Immutable.</summary>
/// <param name="name">The part's name in metrics.</param>
/// <param name="readAt">When it was last read completely; null before the first time.</param>
/// <param name="failure">Why the last attempt failed; null when it succeeded, or before the first.</param>
internal abstract class Part(string name, DateTimeOffset? readAt, ApiFailure? failure)
{
    public string Name => name;

    public DateTimeOffset? ReadAt => readAt;

    public ApiFailure? Failure => failure;

    /// <summary>Whether another attempt is unlikely to read more: the part has been read, or the role has no permission to read it.</summary>
    public bool IsSettled => readAt is not null || failure?.Reason == ApiFailureReason.AccessDenied;

    /// <summary>Runs a read. Returns its failure; null when it succeeded.</summary>
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

/// <summary>Holds a part with its last complete state. Immutable.</summary>
/// <param name="name">The part's name in metrics.</param>
/// <param name="items">The items of the last complete read; empty before the first.</param>
/// <param name="readAt">When it was last read completely; null before the first time.</param>
/// <param name="failure">Why the last attempt failed; null when it succeeded, or before the first.</param>
internal sealed class Part<T>(string name, T[] items, DateTimeOffset? readAt, ApiFailure? failure) : Part(name, readAt, failure)
    where T : class
{
    /// <summary>A part before the first attempt.</summary>
    public Part(string name)
        : this(name, [], null, null)
    {
    }

    public T[] Items => items;

    /// <summary>Returns the part after an attempt. After a failure, it keeps the last complete state.</summary>
    /// <param name="failure">Why the attempt failed; null when it succeeded.</param>
    /// <param name="read">The items that the attempt read.</param>
    /// <param name="now">The current time.</param>
    public Part<T> After(ApiFailure? failure, List<T> read, DateTimeOffset now) =>
        failure is null ? new Part<T>(Name, [.. read], now, null) : new Part<T>(Name, items, ReadAt, failure);
}
