// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Runs a limited number of asynchronous work items at a time. <c>Parallel.ForAsync</c> would do the same with more code in the executable.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Runs all work items. After a failure it starts no further item, waits for the running ones, and throws the first failure.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="atOnce">The largest number of items that run at the same time.</param>
    /// <param name="work">Runs the item with an index, from 0 on.</param>
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
