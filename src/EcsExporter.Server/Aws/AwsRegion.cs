// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Aws;

/// <summary>Finds the region to sign for when neither the operator nor the receiver's host names one.</summary>
internal static class AwsRegion
{
    /// <summary>The variable that AWS's SDKs read. Fargate sets it.</summary>
    public const string Variable = "AWS_REGION";

    /// <summary>
    /// Returns the region of the environment, else the region of the task's ARN, else null. A value that is not shaped like a region is ignored.
    /// </summary>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
    /// <param name="taskArn">The task's ARN; null if it is not known.</param>
    public static string? Find(Func<string, string?> environment, string? taskArn)
    {
        foreach (var region in (ReadOnlySpan<string?>)[environment(Variable), TaskArn.Parse(taskArn).Region])
        {
            if (region is not null && IsRegion(region))
            {
                return region;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a text has the shape of a region: groups of lower-case letters and digits, joined by hyphens, with a digit at the end. It follows
    /// <c>regionRegex</c> in botocore's endpoints.json, but also accepts regions of future partitions.
    /// </summary>
    public static bool IsRegion(string text) =>
        text is [>= 'a' and <= 'z', .., >= '0' and <= '9']
        && text.Contains('-', StringComparison.Ordinal)
        && !text.Contains("--", StringComparison.Ordinal)
        && !text.AsSpan().ContainsAnyExcept(RegionCharacters);

    private static SearchValues<char> RegionCharacters { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
