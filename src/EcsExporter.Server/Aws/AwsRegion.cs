// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Aws;

/// <summary>The region to sign for, when neither the operator nor the receiver's host names one.</summary>
internal static class AwsRegion
{
    /// <summary>The variable that AWS's SDKs read; Fargate sets it.</summary>
    public const string Variable = "AWS_REGION";

    /// <summary>The region the environment names, else that of the task; null when neither does. What is no region is passed over.</summary>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    /// <param name="taskArn">The task's ARN, if it is known.</param>
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
    /// Whether a text has the shape of a region: words of lower-case letters and digits joined by hyphens, a number at the end
    /// (<c>regionRegex</c> in botocore's endpoints.json, for partitions to come too).
    /// </summary>
    public static bool IsRegion(string text) =>
        text is [>= 'a' and <= 'z', .., >= '0' and <= '9']
        && text.Contains('-', StringComparison.Ordinal)
        && !text.Contains("--", StringComparison.Ordinal)
        && !text.AsSpan().ContainsAnyExcept(RegionCharacters);

    private static SearchValues<char> RegionCharacters { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
