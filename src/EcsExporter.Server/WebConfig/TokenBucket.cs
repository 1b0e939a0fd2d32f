// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>Lets requests through at the pace of a limit. Begins full.</summary>
/// <param name="limit">The pace.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(RateLimit limit, TimeProvider time)
{
    private readonly Lock _oneAtATime = new();
    private double _tokens = limit.Burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>The pace.</summary>
    public RateLimit Limit => limit;

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake()
    {
        if (limit.Interval == TimeSpan.Zero)
        {
            return true;
        }

        lock (_oneAtATime)
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
