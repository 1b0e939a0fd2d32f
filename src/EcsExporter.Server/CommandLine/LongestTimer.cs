// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>Timers cannot be set to more than 49 days; a longer wait is made one that nobody can tell from it.</summary>
internal static class LongestTimer
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static TimeSpan Bound(TimeSpan duration) => duration < Longest ? duration : Longest;
}
