// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Footprint;

/// <summary>Calls functions of the C library for which .NET has no API.</summary>
internal static partial class LibC
{
    /// <summary>The CPU time of a process, ended threads included. It is in nanoseconds, whereas <c>/proc</c> counts in ticks of 10 ms.</summary>
    public static TimeSpan CpuTime(int processId)
    {
        TimeSpec time = default;
        return GetCpuClock(processId, out var clock) == 0 && GetTime(clock, out time) == 0
            ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : throw new FootprintException($"the CPU time of process {processId} cannot be read");
    }

    /// <summary>Sleeps for a time in microseconds; the resolution of <c>Thread.Sleep</c> is a millisecond.</summary>
    public static void Wait(TimeSpan time) => _ = Sleep((uint)time.TotalMicroseconds);

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetCpuClock(int processId, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(uint microseconds);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
