// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>How long tests wait for what has to happen: so long that only a hang exceeds it.</summary>
internal static class Patience
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a condition of another process, which can only be asked again and again.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="attempt">Asks; null when it is not so yet.</param>
    /// <param name="atMost">Instead of <see cref="Limit"/>.</param>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> attempt, TimeSpan? atMost = null)
        where T : class
    {
        using var limit = new CancellationTokenSource(atMost ?? Limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, TestContext.Current.CancellationToken);
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            if (await attempt() is { } result)
            {
                return result;
            }

            try
            {
                await timer.WaitForNextTickAsync(either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"waited in vain: {what}");
            }
        }
    }

    public static Task UntilAsync(string what, Func<bool> condition) =>
        ForAsync(what, () => Task.FromResult(condition() ? what : null));
}
