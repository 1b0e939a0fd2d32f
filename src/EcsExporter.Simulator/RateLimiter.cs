// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace EcsExporter.Simulator;

/// <summary>Limits requests as the agent does, with a token bucket for each client address and path: 40 requests per second, bursts of 60.</summary>
internal sealed class RateLimiter(TimeProvider time)
{
    private const double TokensPerSecond = 40;
    private const double Burst = 60;

    // At this number of buckets all are reset to full, so that made-up paths cannot exhaust the memory.
    private const int MaximumBuckets = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPAddress Client, string Path), (double Tokens, long Timestamp)> _buckets = [];

    /// <summary>Takes a token; false when the bucket is empty.</summary>
    public bool TryTake(IPAddress client, string path)
    {
        lock (_lock)
        {
            if (_buckets.Count >= MaximumBuckets)
            {
                _buckets.Clear();
            }

            var now = time.GetTimestamp();
            var tokens = Burst;
            if (_buckets.TryGetValue((client, path), out var bucket))
            {
                var refill = time.GetElapsedTime(bucket.Timestamp, now).TotalSeconds * TokensPerSecond;
                tokens = Math.Min(Burst, bucket.Tokens + refill);
            }

            var taken = tokens >= 1;
            _buckets[(client, path)] = (taken ? tokens - 1 : tokens, now);
            return taken;
        }
    }
}
