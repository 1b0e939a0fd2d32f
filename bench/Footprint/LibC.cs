// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Footprint;

/// <summary>What .NET has no call for.</summary>
internal static partial class LibC
{
    /// <summary>The CPU time of a process, its ended threads included; exact, where <c>/proc</c> counts in ticks of 10 ms.</summary>
    public static TimeSpan CpuTime(int processId)
    {
        TimeSpec time = default;
        return GetCpuClock(processId, out var clock) == 0 && GetTime(clock, out time) == 0
            ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : throw new FootprintException($"the CPU time of process {processId} cannot be read");
    }

    /// <summary>Waits for less than the millisecond that is the least elsewhere.</summary>
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
