// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.InteropServices;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Ends the process with one log line and <see cref="ExitCode"/> when memory runs out, so that its restart policy takes effect. Without
/// this, a thread that fails to allocate leaves the process half alive. The work is done by <c>out_of_memory.c</c>, which is linked into
/// the native binary for Linux; a development build and Windows do not have it.
/// </summary>
internal static class OutOfMemoryExit
{
    /// <summary>The number of ENOMEM.</summary>
    public const int ExitCode = 12;

    /// <summary>The name by which the native compiler finds the functions in the binary itself.</summary>
    private const string Library = "out_of_memory";

    /// <summary>Whether running out of memory ends the process.</summary>
    public static bool IsArmed { get; private set; }

    /// <summary>From now on, an allocation that fails ends the process.</summary>
    /// <param name="format">How the line is written.</param>
    public static void Arm(LogFormat format)
    {
        var failed = Line(format, "an allocation failed", out var timeOffset);
        var stuck = Line(format, "the garbage collector makes no progress", out _);
        try
        {
            Arm(ExitCode, failed, failed.Length, stuck, stuck.Length, timeOffset);
        }
        catch (DllNotFoundException)
        {
            return;
        }

        IsArmed = true;

        // Memory outside the heap: a thread's stack, for example. The heap still has room for the event's arguments then.
        AppDomain.CurrentDomain.FirstChanceException += static (_, thrown) =>
        {
            if (thrown.Exception is OutOfMemoryException)
            {
                Exit();
            }
        };
    }

    /// <summary>Postpones the end that comes after three seconds of CPU time without a heartbeat.</summary>
    /// <param name="another">Whether another heartbeat will follow; the process is not watched any more otherwise.</param>
    public static void Heartbeat(bool another) => Heartbeat(another ? 1 : 0);

    /// <summary>Writes the line before memory runs out, with another time than that of the event.</summary>
    private static byte[] Line(LogFormat format, string reason, out int timeOffset)
    {
        var source = ExporterLoggerFactory.Source;
        var line = new ArrayBufferWriter<byte>();
        ILineFormat.Of(format).Write(
            new(DateTimeOffset.MinValue, LogLevel.Error, source, "Out of memory, exiting", [new("reason", reason), new("exitCode", ExitCode)]), line);
        timeOffset = line.WrittenSpan.IndexOf("0001-01-01T"u8);
        return line.WrittenSpan.ToArray();
    }

    [DllImport(Library, EntryPoint = "out_of_memory_arm")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Arm(int exitCode, byte[] failed, int failedLength, byte[] stuck, int stuckLength, int timeOffset);

    [DllImport(Library, EntryPoint = "out_of_memory_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Exit();

    [DllImport(Library, EntryPoint = "out_of_memory_heartbeat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Heartbeat(int isWatching);
}
