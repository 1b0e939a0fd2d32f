// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Attack.Harness;

/// <summary>The resident memory of a process, from <c>/proc/PID/status</c> (proc_pid_status(5)).</summary>
/// <param name="Resident">Bytes now: <c>VmRSS</c>.</param>
/// <param name="Peak">The largest number of bytes so far: <c>VmHWM</c>.</param>
internal readonly record struct ProcessMemory(long Resident, long Peak)
{
    /// <summary>Null when the process has ended.</summary>
    public static ProcessMemory? Of(int processId)
    {
        try
        {
            var status = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status"));
            return Bytes(status, "VmRSS:") is { } resident && Bytes(status, "VmHWM:") is { } peak ? new ProcessMemory(resident, peak) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The bytes in a line; null when the line is missing, as for a process that has ended and was not waited for yet.</summary>
    private static long? Bytes(IEnumerable<string> status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024
            : null;
}
