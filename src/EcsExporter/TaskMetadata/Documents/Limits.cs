// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>How the endpoint says what the limits are, and that there is none.</summary>
internal static class Limits
{
    /// <summary>Bytes in a MiB, the unit of memory and storage in task definitions.</summary>
    public const double BytesPerMebibyte = 1024 * 1024;

    // cgroup v1 rounds 2^63−1 down to a page: 4 KiB pages give 2^63−4096, 64 KiB pages 2^63−65536. cgroup v2's "max" is
    // 2^64−1. No machine has 2^62 bytes or processes, so everything from there on means the same.
    private const ulong FirstUnlimited = 1UL << 62;

    /// <summary>
    /// Reads the object <c>Limits</c> of a task or a container: CPU (vCPU for a task, shares for a container) and memory in MiB. A figure of 0 or
    /// less means that none is set.
    /// </summary>
    public static (double? Cpu, double? MemoryMebibytes) Read(ref JsonCursor json)
    {
        double? cpu = null;
        double? memory = null;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "CPU": cpu = json.Double(); break;
                case "Memory": memory = json.Double(); break;
                default: json.Skip(); break;
            }
        }

        return (cpu > 0 ? cpu : null, memory > 0 ? memory : null);
    }

    /// <summary>The limit that the kernel gives, or null when it says "unlimited"; 0 says it too, as Docker's configuration does.</summary>
    public static ulong? WithoutUnlimited(ulong? limit) => limit is > 0 and < FirstUnlimited ? limit : null;
}
