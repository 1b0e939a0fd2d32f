// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Ends the process with one log line and <see cref="ExitCode"/> when memory runs out, so that its restart policy takes effect. Without
/// this, a thread that fails to allocate leaves the process half alive. A development build and Windows do not have it.
/// </summary>
internal static class OutOfMemoryExit
{
    /// <summary>The number of ENOMEM.</summary>
    public const int ExitCode = 12;

    /// <summary>Whether running out of memory ends the process.</summary>
    public static bool IsArmed { get; private set; }

    /// <summary>From now on, an allocation that fails ends the process.</summary>
    /// <param name="format">How the line is written.</param>
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

        // For memory outside the heap, such as a thread's stack. The heap has room for the arguments of the event then.
        AppDomain.CurrentDomain.FirstChanceException += static (_, thrown) =>
        {
            if (thrown.Exception is OutOfMemoryException)
            {
                NativeMethods.Exit();
            }
        };
    }

    /// <summary>Writes a line in advance, with the time 0001-01-01T00:00:00.000Z in place of that of the event.</summary>
    private static byte[] Line(LogFormat format, string reason)
    {
        var source = ExporterLoggerFactory.Source;
        var line = new ArrayBufferWriter<byte>();
        ILineFormat.Of(format).Write(
            new(DateTimeOffset.MinValue, LogLevel.Error, source, "Out of memory, exiting", [new("reason", reason), new("exitCode", ExitCode)]), line);
        return line.WrittenSpan.ToArray();
    }
}
