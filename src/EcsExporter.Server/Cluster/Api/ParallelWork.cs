// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Does work a few pieces at a time, as <c>Parallel.ForAsync</c> does with more code in the executable.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Does all the work. After a failure it begins no further piece, waits for those that have begun, and throws the first failure.</summary>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="atOnce">How many are done at the same time, at most.</param>
    /// <param name="work">Does a piece, from 0 on.</param>
    public static Task RunAsync(int count, int atOnce, Func<int, Task> work)
    {
        var next = -1;
        var workers = new Task[Math.Min(count, atOnce)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = WorkAsync();
        }

        return Task.WhenAll(workers);

        async Task WorkAsync()
        {
            for (int piece; (piece = Interlocked.Increment(ref next)) < count;)
            {
                try
                {
                    await work(piece);
                }
                catch (Exception)
                {
                    Volatile.Write(ref next, count);
                    throw;
                }
            }
        }
    }
}
