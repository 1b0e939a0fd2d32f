// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Exhaustion;

/// <summary>Limits processes like a container, with control groups of version 1 or 2. It needs the right to create control groups.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const int PeriodMicroseconds = 100_000;

    private readonly List<string> _directories = [];

    private ControlGroup()
    {
    }

    /// <summary>A program that joins the group and then executes the command line that follows.</summary>
    public IReadOnlyList<string> Launcher =>
    [
        "/bin/sh", "-c", string.Concat(_directories.Select(directory => $"echo $$ >{directory}/cgroup.procs; ")) + "exec \"$@\"", "sh",
    ];

    /// <summary>Creates a group.</summary>
    /// <param name="memoryMebibytes">The limit of memory, without swap.</param>
    /// <param name="processors">The limit in processors, such as 0.05; null for none.</param>
    /// <exception cref="IOException">This system does not have the controllers.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not create control groups.</exception>
    public static ControlGroup Create(int memoryMebibytes, double? processors = null)
    {
        var memoryBytes = (memoryMebibytes * 1024L * 1024).ToString(CultureInfo.InvariantCulture);
        var quota = processors is { } part ? ((int)(part * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture) : null;
        var group = new ControlGroup();
        try
        {
            if (File.Exists($"{Root}/cgroup.controllers"))
            {
                File.WriteAllText($"{Root}/cgroup.subtree_control", "+cpu +memory");
                var directory = group.CreateDirectory(Root);
                File.WriteAllText($"{directory}/memory.max", memoryBytes);
                WriteWhereThereIsSwap($"{directory}/memory.swap.max", "0");
                if (quota is not null)
                {
                    File.WriteAllText($"{directory}/cpu.max", $"{quota} {PeriodMicroseconds}");
                }
            }
            else
            {
                var memory = group.CreateDirectory($"{Root}/memory");
                File.WriteAllText($"{memory}/memory.limit_in_bytes", memoryBytes);
                WriteWhereThereIsSwap($"{memory}/memory.memsw.limit_in_bytes", memoryBytes);
                if (quota is not null)
                {
                    File.WriteAllText($"{group.CreateDirectory($"{Root}/cpu")}/cpu.cfs_quota_us", quota);
                }
            }

            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Removes the group, whose processes must have ended.</summary>
    public void Dispose()
    {
        foreach (var directory in _directories)
        {
            Directory.Delete(directory);
        }
    }

    private string CreateDirectory(string parent)
    {
        if (!Directory.Exists(parent))
        {
            throw new IOException($"there is no control group {parent}");
        }

        var directory = Path.Combine(parent, $"ecs-exporter-{Guid.NewGuid():n}");
        _ = Directory.CreateDirectory(directory);
        _directories.Add(directory);
        return directory;
    }

    private static void WriteWhereThereIsSwap(string file, string value)
    {
        if (File.Exists(file))
        {
            File.WriteAllText(file, value);
        }
    }
}
