// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>The object <c>Limits</c> of a task or a container; a figure of 0 or less means that none is set.</summary>
internal static class Limits
{
    /// <summary>CPU (vCPU for a task, shares for a container) and memory in MiB.</summary>
    public static (double? Cpu, double? MemoryMebibytes) Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return default;
        }

        double? cpu = null;
        double? memory = null;
        while (json.NextProperty(out var name))
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
}
