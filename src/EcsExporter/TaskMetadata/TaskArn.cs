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
        Span<Range> parts = stackalloc Range[6];
        if (arn.AsSpan().Split(parts, ':') < parts.Length
            || arn.AsSpan(parts[0]) is not "arn" || arn.AsSpan(parts[2]) is not "ecs" || arn.AsSpan(parts[5]) is not ['t', 'a', 's', 'k', '/', .. var resource])
        {
            return default;
        }

        return new TaskArn(Text(arn.AsSpan(parts[3])), Text(arn.AsSpan(parts[4])), Text(resource[(resource.LastIndexOf('/') + 1)..]));
    }

    private static string? Text(ReadOnlySpan<char> part) => part.IsEmpty ? null : part.ToString();
}
