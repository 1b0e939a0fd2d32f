// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>Waits for conditions that raise no event.</summary>
internal static class TestWait
{
    /// <summary>The timeout of tests that wait. A passing test needs a small part of it.</summary>
    public const int HangMilliseconds = 60_000;

    /// <summary>Checks the condition every few milliseconds until it holds or the test is cancelled.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }
    }
}
