// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>Waits for what no event tells of.</summary>
internal static class TestWait
{
    /// <summary>When a test that waits for what never comes is ended as failed. A good test comes nowhere near.</summary>
    public const int HangMilliseconds = 60_000;

    /// <summary>Looks every few milliseconds until the condition holds or the test is ended.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }
    }
}
