// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Ends a process whose garbage collector makes no progress. After each half second of CPU time the kernel's timer challenges a thread
/// to allocate; four challenges without an answer end the process. The thread is its own, because requests may keep all threads of the pool
/// busy for longer. A process that is stopped, or that gets little CPU time, is not challenged meanwhile. An idle one costs nothing.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>More than a thread has in reserve without asking the collector, which is 8 KiB.</summary>
    private const int AnswerBytes = 9 * 1024;

    private Watchdog()
    {
        NativeMethods.Watch();
        new Thread(Answer) { IsBackground = true, Name = "watchdog" }.Start();
    }

    /// <summary>Watches until disposed; null where <see cref="OutOfMemoryExit"/> does not work.</summary>
    public static Watchdog? Start() => OutOfMemoryExit.IsArmed ? new Watchdog() : null;

    /// <summary>Does not wait for the thread, which may be unable to end.</summary>
    public void Dispose() => NativeMethods.StopWatching();

    private static void Answer()
    {
        while (NativeMethods.AwaitChallenge() != 0)
        {
            GC.KeepAlive(new byte[AnswerBytes]);
        }
    }
}
