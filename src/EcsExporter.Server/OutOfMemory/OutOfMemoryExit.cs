// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Ends the process with one log line and <see cref="ExitCode"/> when memory runs out, so that its restart policy takes effect. Without this, a
/// thread that fails to allocate leaves the process half alive. It has no effect in a development build and on Windows.
/// </summary>
internal static class OutOfMemoryExit
{
    /// <summary>The number of ENOMEM.</summary>
    public const int ExitCode = 12;

    /// <summary>Whether running out of memory ends the process.</summary>
    public static bool IsArmed { get; private set; }

    /// <summary>Makes a failed allocation end the process.</summary>
    public static void Arm(LogFormat format)
    {
        var allocationFailed = Line(format, "an allocation failed");
        var runtimeStuck = Line(format, "the garbage collector makes no progress");
        var timeOffset = allocationFailed.AsSpan().IndexOf("0001-01-01T"u8);
        try
        {
            NativeMethods.Arm(ExitCode, allocationFailed, allocationFailed.Length, runtimeStuck, runtimeStuck.Length, timeOffset);
        }
        catch (DllNotFoundException)
        {
            return;
        }

        IsArmed = true;

        // This covers memory outside the heap, such as a thread's stack. In that case the heap still has space for the event's arguments.
        AppDomain.CurrentDomain.FirstChanceException += static (_, thrown) =>
        {
            if (thrown.Exception is OutOfMemoryException)
            {
                NativeMethods.Exit();
            }
        };
    }

    /// <summary>Formats a line in advance, with the placeholder 0001-01-01T00:00:00.000Z as its time.</summary>
    private static byte[] Line(LogFormat format, string reason)
    {
        var source = ExporterLoggerFactory.Source;
        return LineFormatter.Format(
            format,
            new(DateTimeOffset.MinValue, LogLevel.Error, source, "Out of memory, exiting", [new("reason", reason), new("exitCode", ExitCode)]));
    }
}

/// <summary>
/// Ends a process whose garbage collector makes no progress. After each half second of CPU time, a kernel timer challenges a thread to allocate. Four
/// unanswered challenges end the process. The thread does not come from the pool, because requests may keep all pool threads busy for longer. A
/// process that is stopped or gets little CPU time is not challenged, and an idle process costs nothing.
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

    /// <summary>Stops the challenges. It does not wait for the thread, which may be unable to end.</summary>
    public void Dispose() => NativeMethods.StopWatching();

    private static void Answer()
    {
        while (NativeMethods.AwaitChallenge() != 0)
        {
            GC.KeepAlive(new byte[AnswerBytes]);
        }
    }
}

/// <summary>Declares the functions of <c>out_of_memory.c</c>, which is linked into the native binary for Linux.</summary>
internal static class NativeMethods
{
    /// <summary>The library name that <c>NativeAot.props</c> binds to the binary itself.</summary>
    private const string Library = "out_of_memory";

    /// <summary>Makes a failed allocation end the process with the first line, and four unanswered challenges end it with the second.</summary>
    /// <remarks><c>timeOffset</c> is the position of the time in both lines. Each digit of the time is overwritten.</remarks>
    /// <exception cref="DllNotFoundException">The process does not run the native binary for Linux.</exception>
    [DllImport(Library, EntryPoint = "out_of_memory_arm")]
    public static extern void Arm(
        int exitCode, byte[] allocationFailed, int allocationFailedLength, byte[] runtimeStuck, int runtimeStuckLength, int timeOffset);

    /// <summary>Ends the process, as a failed allocation does.</summary>
    [DllImport(Library, EntryPoint = "out_of_memory_exit")]
    public static extern void Exit();

    /// <summary>Sends a challenge after each half second of CPU time. Four unanswered challenges end the process.</summary>
    [DllImport(Library, EntryPoint = "out_of_memory_watch")]
    public static extern void Watch();

    /// <summary>Answers the challenges so far, and waits for the next one.</summary>
    /// <returns>0 when no challenge will come because <see cref="StopWatching"/> was called.</returns>
    [DllImport(Library, EntryPoint = "out_of_memory_await_challenge")]
    public static extern int AwaitChallenge();

    /// <summary>Stops the challenges and ends the wait for one.</summary>
    [DllImport(Library, EntryPoint = "out_of_memory_stop_watching")]
    public static extern void StopWatching();
}
