// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Footprint;

/// <summary>The memory of a process, from <c>/proc/PID/status</c> (proc_pid_status(5)).</summary>
/// <param name="ResidentBytes"><c>VmRSS</c>.</param>
/// <param name="AnonymousBytes"><c>RssAnon</c>: heaps and stacks.</param>
/// <param name="FileBytes"><c>RssFile</c>: the executable and its libraries.</param>
/// <param name="PeakBytes"><c>VmHWM</c>: the largest <c>VmRSS</c> so far.</param>
/// <param name="Threads"><c>Threads</c>.</param>
internal readonly record struct MemoryFigures(long ResidentBytes, long AnonymousBytes, long FileBytes, long PeakBytes, long Threads)
{
    public static MemoryFigures Of(int processId)
    {
        var lines = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status"));
        return new(1024 * Number("VmRSS:"), 1024 * Number("RssAnon:"), 1024 * Number("RssFile:"), 1024 * Number("VmHWM:"), Number("Threads:"));

        long Number(string name) => long.Parse(
            lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture);
    }
}
