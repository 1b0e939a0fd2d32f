// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>
/// Token buckets, one for each class of actions of the account. Sources: Amazon ECS API Reference, request-throttling; Amazon EC2 API Reference,
/// ec2-api-throttling.
/// </summary>
internal sealed class ActionThrottle(TimeProvider time)
{
    // As documented.
    private const double TokensPerSecond = 20;

    private readonly Lock _lock = new();
    private readonly Bucket _clusters = new(50);
    private readonly Bucket _services = new(100);
    private readonly Bucket _clusterResources = new(100);
    private readonly Bucket _definitions = new(50);
    private readonly Bucket _ec2 = new(100);

    /// <summary>Takes a token of the action's class; false when there is none left.</summary>
    /// <param name="action">The name of the action.</param>
    /// <param name="share">How much of the documented limits the account has: 1 for all of it.</param>
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

    /// <param name="burst">Tokens of a full bucket, as documented.</param>
    private sealed class Bucket(double burst)
    {
        public double Burst => burst;

        public double Tokens { get; set; }

        /// <summary>When tokens were last added; null before the first request.</summary>
        public long? Timestamp { get; set; }
    }
}
