// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>Waits for what no event tells of.</summary>
internal static class TestWait
{
    /// <summary>Looks every few milliseconds; for ever, which is the runner's to end.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }
    }
}
