// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>
/// Token buckets, one for each class of actions of the account. Sources: Amazon ECS API Reference, request-throttling; Amazon EC2 API Reference,
/// ec2-api-throttling.
/// </summary>
internal sealed class ActionThrottle(TimeProvider time)
{
    // Burst, and tokens per second, as documented.
    private static readonly (string[] Actions, double Burst, double Rate)[] Classes =
    [
        (["ListClusters", "DescribeClusters"], 50, 20),
        (["ListServices", "DescribeServices"], 100, 20),
        (["ListTasks", "DescribeTasks", "ListContainerInstances", "DescribeContainerInstances"], 100, 20),
        (["DescribeTaskDefinition"], 50, 20),
        (["DescribeInstances"], 100, 20),
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<int, (double Tokens, long Timestamp)> _buckets = [];

    /// <summary>Takes a token of the action's class; false when there is none left.</summary>
    /// <param name="action">The name of the action.</param>
    /// <param name="share">How much of the documented limits the account has: 1 for all of it.</param>
    public bool TryTake(string action, double share)
    {
        var index = Array.FindIndex(Classes, candidate => candidate.Actions.Contains(action));
        var burst = Math.Max(1, Classes[index].Burst * share);
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var tokens = _buckets.TryGetValue(index, out var bucket)
                ? Math.Min(burst, bucket.Tokens + (time.GetElapsedTime(bucket.Timestamp, now).TotalSeconds * Classes[index].Rate * share))
                : burst;
            var taken = tokens >= 1;
            _buckets[index] = (taken ? tokens - 1 : tokens, now);
            return taken;
        }
    }
}
