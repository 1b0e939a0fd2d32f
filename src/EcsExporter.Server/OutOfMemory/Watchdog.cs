// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Ends a process whose garbage collector makes no progress. After each half second of CPU time a timer of the kernel challenges a thread
/// to allocate; four unanswered challenges end the process. The thread does not come from the pool, because requests may keep all threads of
/// the pool busy for longer. A process that is stopped or gets little CPU time is not challenged, and an idle process costs nothing.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>More than the 8 KiB that a thread can allocate without asking the collector.</summary>
    private const int AnswerBytes = 9 * 1024;

    private Watchdog()
    {
        NativeMethods.Watch();
        new Thread(Answer) { IsBackground = true, Name = "watchdog" }.Start();
    }

    /// <summary>Starts a watchdog that watches until it is disposed; null where <see cref="OutOfMemoryExit"/> does not work.</summary>
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
