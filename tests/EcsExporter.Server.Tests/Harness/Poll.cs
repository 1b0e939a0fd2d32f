// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>Waits for conditions that raise no event, such as the state of another process.</summary>
internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>How long tests wait for a condition. Only a hang exceeds this time.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Repeats an attempt until it has a result.</summary>
    /// <param name="what">The condition, for the message of the exception.</param>
    /// <param name="attempt">Returns the result, or null when it is too early.</param>
    /// <param name="timeout">Replaces <see cref="Timeout"/>.</param>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> attempt, TimeSpan? timeout = null)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout ?? Timeout);
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

    /// <summary>Waits until a condition holds.</summary>
    public static Task UntilAsync(string what, Func<bool> condition) =>
        ForAsync(what, () => Task.FromResult(condition() ? what : null));
}
