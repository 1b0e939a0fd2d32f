// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>
/// The parts of a task's ARN, <c>arn:PARTITION:ecs:REGION:ACCOUNT:task/[CLUSTER/]ID</c>, in any partition; parts of a
/// malformed one are null.
/// </summary>
/// <param name="Region">The region.</param>
/// <param name="AccountId">The account.</param>
/// <param name="TaskId">The task's id.</param>
public readonly record struct TaskArn(string? Region, string? AccountId, string? TaskId)
{
    /// <summary>Takes an ARN apart.</summary>
    public static TaskArn Parse(string? arn)
    {
        var parts = arn?.Split(':', 6);
        if (parts is not ["arn", _, "ecs", var region, var account, var resource] || !resource.StartsWith("task/", StringComparison.Ordinal))
        {
            return default;
        }

        return new TaskArn(NullIfEmpty(region), NullIfEmpty(account), NullIfEmpty(resource[(resource.LastIndexOf('/') + 1)..]));
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
