// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Fuzz;

/// <summary>Runs many cases of one target. A case depends only on the seed and its number, not on the thread that runs it.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed, int cases)
{
    // An input that takes this long would let one client a minute keep a processor busy.
    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(30);

    private int _begun;
    private FuzzFailure? _failure;

    /// <summary>The number of cases that have started.</summary>
    public int Begun => Math.Min(Volatile.Read(ref _begun), cases);

    /// <summary>Runs the cases on several threads until a case fails; null when no case fails.</summary>
    public async Task<FuzzFailure?> RunAsync(int threads)
    {
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return _failure;
    }

    /// <summary>The input of one case.</summary>
    public static IReadOnlyList<byte[]> Input(FuzzTarget target, int seed, int number) => target.Make(new Random(HashCode(seed, number)));

    private void Work()
    {
        for (int number; _failure is null && (number = Interlocked.Increment(ref _begun) - 1) < cases;)
        {
            IReadOnlyList<byte[]> input = [];
            var start = Stopwatch.GetTimestamp();
            try
            {
                input = Input(target, seed, number);
                target.Check(input);
                if (Stopwatch.GetElapsedTime(start) is var took && took > LongestCase)
                {
                    throw new TimeoutException($"the case took {took}");
                }
            }
            catch (Exception error)
            {
                _ = Interlocked.CompareExchange(ref _failure, new FuzzFailure(target, seed, number, input, error), null);
            }
        }
    }

    /// <summary>
    /// A hash code that, unlike the framework's, is the same in every process. The constants are those of the finalizer of MurmurHash3.
    /// </summary>
    private static int HashCode(int seed, int number)
    {
        var hash = unchecked((uint)seed * 0x9e3779b9) ^ (uint)number;
        hash = unchecked((hash ^ (hash >> 16)) * 0x85ebca6b);
        hash = unchecked((hash ^ (hash >> 13)) * 0xc2b2ae35);
        return (int)(hash ^ (hash >> 16));
    }
}
