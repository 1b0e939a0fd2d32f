// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>
/// Throttles requests with a token bucket for each class of actions of the account. Sources: Amazon ECS API Reference, request-throttling; Amazon EC2
/// API Reference, ec2-api-throttling.
/// </summary>
internal sealed class ActionThrottle(TimeProvider time)
{
    private const double TokensPerSecond = 20;

    private readonly Lock _lock = new();
    private readonly Bucket _clusters = new(50);
    private readonly Bucket _services = new(100);
    private readonly Bucket _clusterResources = new(100);
    private readonly Bucket _definitions = new(50);
    private readonly Bucket _ec2 = new(100);

    /// <summary>Takes a token from the bucket of the action's class; false when the bucket is empty.</summary>
    /// <param name="action">The name of the action.</param>
    /// <param name="share">The share of the documented limits that applies: 1 for the whole limits.</param>
    public bool TryTake(string action, double share)
    {
        var bucket = BucketOf(action);
        var burst = Math.Max(1, bucket.Burst * share);
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var added = bucket.Timestamp is { } last ? time.GetElapsedTime(last, now).TotalSeconds * TokensPerSecond * share : burst;
            bucket.Tokens = Math.Min(burst, bucket.Tokens + added);
            bucket.Timestamp = now;
            if (bucket.Tokens < 1)
            {
                return false;
            }

            bucket.Tokens--;
            return true;
        }
    }

    private Bucket BucketOf(string action) => action switch
    {
        "ListClusters" or "DescribeClusters" => _clusters,
        "ListServices" or "DescribeServices" => _services,
        "ListTasks" or "DescribeTasks" or "ListContainerInstances" or "DescribeContainerInstances" => _clusterResources,
        "DescribeTaskDefinition" => _definitions,
        "DescribeInstances" => _ec2,
        _ => throw new ArgumentException($"there is no action {action}", nameof(action)),
    };

    /// <param name="burst">Tokens of a full bucket, as AWS documents them.</param>
    private sealed class Bucket(double burst)
    {
        public double Burst => burst;

        public double Tokens { get; set; }

        /// <summary>When tokens were last added; null before the first request.</summary>
        public long? Timestamp { get; set; }
    }
}
