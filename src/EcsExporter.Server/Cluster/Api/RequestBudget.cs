// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Limits the rate of requests per class of actions. AWS allows an account about 20 reads a second per class over time, and the account's other
/// programs need them too. The exporter therefore sends at most <see cref="PerSecond"/>, and fewer after AWS has throttled a request. Safe for
/// concurrent use.
/// </summary>
internal sealed class RequestBudget(TimeProvider time)
{
    /// <summary>The largest number of requests of one class per second.</summary>
    public const int PerSecond = 10;

    /// <summary>The largest number of requests of one class per second, averaged over refreshes: a quarter of what AWS allows the account.</summary>
    public const int SustainedPerSecond = 5;

    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1) / PerSecond;
    private static readonly TimeSpan LongestSpacing = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Lane[] _lanes = NewLanes(time.GetTimestamp());

    /// <summary>Waits until a request of the class may be sent.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task TakeAsync(ThrottleClass throttle, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var lane = _lanes[(int)throttle];
            var now = time.GetTimestamp();
            var turn = Math.Max(now, lane.Next);
            lane.Next = turn + Timestamps(lane.Spacing);
            lane.Taken++;
            wait = time.GetElapsedTime(now, turn);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Records that AWS throttled a request. The class pauses, and continues at half its rate.</summary>
    /// <param name="throttle">The class.</param>
    /// <param name="tries">How many times this request has been throttled; at least 1.</param>
    public void Throttled(ThrottleClass throttle, int tries)
    {
        // Exponential backoff with jitter: 0.5 to 1 s after the first try, doubled with each further try. Jitter keeps requests that were throttled
        // together from retrying together.
        var longest = TimeSpan.FromSeconds(0.5 * (1 << Math.Min(tries, 5)));
        var pause = longest * (0.5 + (RandomNumberGenerator.GetInt32(500) / 1000.0));
        lock (_lock)
        {
            var lane = _lanes[(int)throttle];
            lane.Spacing = lane.Spacing * 2 < LongestSpacing ? lane.Spacing * 2 : LongestSpacing;
            lane.Next = Math.Max(lane.Next, time.GetTimestamp() + Timestamps(pause));
        }
    }

    /// <summary>Records that AWS answered a request. The class speeds up a little, up to its full rate.</summary>
    public void Answered(ThrottleClass throttle)
    {
        lock (_lock)
        {
            var lane = _lanes[(int)throttle];
            lane.Spacing = lane.Spacing * 0.95 > Spacing ? lane.Spacing * 0.95 : Spacing;
        }
    }

    /// <summary>
    /// Returns how long a refresh must last, including the pause after it, so that its requests stay within <see cref="SustainedPerSecond"/>. Resets
    /// the count. Task definitions do not count, because each is read only once.
    /// </summary>
    public TimeSpan TakeRefreshDuration()
    {
        lock (_lock)
        {
            var most = 0;
            _lanes[(int)ThrottleClass.TaskDefinitions].Taken = 0;
            foreach (var lane in _lanes)
            {
                most = Math.Max(most, lane.Taken);
                lane.Taken = 0;
            }

            return TimeSpan.FromSeconds((double)most / SustainedPerSecond);
        }
    }

    private static Lane[] NewLanes(long now)
    {
        var lanes = new Lane[ApiAction.ThrottleClasses];
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] = new Lane { Next = now };
        }

        return lanes;
    }

    private long Timestamps(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    private sealed class Lane
    {
        public long Next { get; set; }

        public TimeSpan Spacing { get; set; } = RequestBudget.Spacing;

        public int Taken { get; set; }
    }
}
