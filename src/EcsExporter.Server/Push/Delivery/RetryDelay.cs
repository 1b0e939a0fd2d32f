// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>How long to wait before a request is sent again.</summary>
internal static class RetryDelay
{
    /// <summary>The wait before the first retry; each one after it doubles.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(30);

    /// <summary>The longest wait that does not come from the receiver.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait that a receiver gets: readings pile up meanwhile.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(1);

    /// <param name="attempts">How many attempts have failed; at least 1.</param>
    /// <param name="retryAfter">The wait that the receiver asked for; null for none.</param>
    public static TimeSpan Of(int attempts, TimeSpan? retryAfter)
    {
        // Beyond 2^8 the longest wait is reached.
        var backoff = First * (1 << Math.Min(attempts - 1, 8));
        backoff = backoff < Longest ? backoff : Longest;
        return retryAfter is { } asked && asked > backoff
            ? asked < LongestAsked ? asked : LongestAsked
            : backoff;
    }
}
