// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Calculates the exponential backoff before a request is retried.</summary>
internal static class RetryDelay
{
    /// <summary>The wait before the first retry. It doubles with each further retry.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(30);

    /// <summary>The longest backoff, unless the receiver asks for more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait that a receiver can ask for, because readings pile up meanwhile.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(1);

    /// <param name="attempts">The number of failed attempts; at least 1.</param>
    /// <param name="retryAfter">The wait that the receiver asked for; null for none.</param>
    public static TimeSpan Of(int attempts, TimeSpan? retryAfter)
    {
        // At 2^8, the longest wait is exceeded.
        var backoff = First * (1 << Math.Min(attempts - 1, 8));
        backoff = backoff < Longest ? backoff : Longest;
        return retryAfter is { } asked && asked > backoff
            ? asked < LongestAsked ? asked : LongestAsked
            : backoff;
    }
}
