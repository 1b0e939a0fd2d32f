// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary><c>rate_limit</c>: how many requests are answered; those beyond get status 429.</summary>
/// <param name="Interval">The time after which one more request is answered. Zero means no limit.</param>
/// <param name="Burst">Requests answered at once after a quiet time. With 0, no request is ever answered.</param>
internal readonly record struct RateLimit(TimeSpan Interval, int Burst);

/// <summary>Applies a rate limit with a token bucket, which is full at first.</summary>
/// <param name="limit">The limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimiter(RateLimit limit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = limit.Burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>The limit.</summary>
    public RateLimit Limit => limit;

    /// <summary>Whether another request may be answered now; takes a token if so.</summary>
    public bool TryTake()
    {
        if (limit.Interval == TimeSpan.Zero)
        {
            return true;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(limit.Burst, _tokens + (time.GetElapsedTime(_filledAt, now) / limit.Interval));
            _filledAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
