// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Attack.Harness;

/// <summary>
/// A control group for one exporter, with a limit of memory, of CPU, or of both. Disposing of the object removes it. With cgroup v1 it consists of a
/// folder in each hierarchy, with v2 of a single folder.
/// </summary>
internal sealed class ControlGroup : IDisposable
{
    private const int CpuPeriodMicroseconds = 100_000;

    // The kernel refuses to remove the folder for a moment after its last process has ended.
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(5);
    private static int _created;

    private readonly List<string> _folders = [];
    private string? _oomFile;

    private ControlGroup()
    {
    }

    /// <summary>The folders of the group. A process joins by writing its id to <c>cgroup.procs</c> in each of them.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>The number of processes of this group that the kernel has killed because memory reached the limit.</summary>
    public long OomKills => _oomFile is null
        ? 0
        : File.ReadAllLines(_oomFile)
            .Where(static line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
            .Sum(static line => long.Parse(line["oom_kill ".Length..], CultureInfo.InvariantCulture));

    /// <summary>Why this machine does not allow a control group; null when it does.</summary>
    public static string? UnavailableReason()
    {
        try
        {
            using var attempt = Create(memoryMebibytes: 64, cpus: 0.5);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <param name="memoryMebibytes">The limit of memory, swap included; null for none.</param>
    /// <param name="cpus">The limit in CPUs; null for none.</param>
    /// <exception cref="IOException">The hierarchy does not exist, or the kernel refuses the group.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not create a control group.</exception>
    public static ControlGroup Create(int? memoryMebibytes, double? cpus)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"ecs-exporter-attack-{Environment.ProcessId}-{Interlocked.Increment(ref _created)}");
        var group = new ControlGroup();
        try
        {
            if (memoryMebibytes is { } mebibytes)
            {
                group.LimitMemory(name, mebibytes * 1024L * 1024);
            }

            if (cpus is { } share)
            {
                group.LimitCpu(name, (long)(share * CpuPeriodMicroseconds));
            }

            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in _folders)
        {
            _ = SpinWait.SpinUntil(() => TryRemove(folder), RemovalLimit);
        }

        _folders.Clear();
    }

    private void LimitMemory(string name, long bytes)
    {
        var hierarchy = ControlGroupHierarchy.Find("memory");
        var folder = Make(hierarchy, name);
        if (hierarchy.IsVersion2)
        {
            Write(folder, "memory.max", bytes);
            WriteIfPresent(folder, "memory.swap.max", 0);
            _oomFile = Path.Combine(folder, "memory.events");
            return;
        }

        Write(folder, "memory.limit_in_bytes", bytes);

        // This limit counts memory and swap together. It equals the limit of memory, so nothing can be swapped out.
        WriteIfPresent(folder, "memory.memsw.limit_in_bytes", bytes);

        // cgroup v1 counts TCP buffers separately, and only if they have a limit. cgroup v2 always counts them.
        WriteIfPresent(folder, "memory.kmem.tcp.limit_in_bytes", bytes);
        _oomFile = Path.Combine(folder, "memory.oom_control");
    }

    private void LimitCpu(string name, long quotaMicroseconds)
    {
        var hierarchy = ControlGroupHierarchy.Find("cpu");
        var folder = Make(hierarchy, name);
        if (hierarchy.IsVersion2)
        {
            File.WriteAllText(Path.Combine(folder, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{quotaMicroseconds} {CpuPeriodMicroseconds}"));
            return;
        }

        Write(folder, "cpu.cfs_period_us", CpuPeriodMicroseconds);
        Write(folder, "cpu.cfs_quota_us", quotaMicroseconds);
    }

    private string Make(ControlGroupHierarchy hierarchy, string name)
    {
        var folder = Path.Combine(hierarchy.Folder, name);
        if (!_folders.Contains(folder))
        {
            _ = Directory.CreateDirectory(folder);
            _folders.Add(folder);
        }

        return folder;
    }

    private static void Write(string folder, string file, long value) =>
        File.WriteAllText(Path.Combine(folder, file), value.ToString(CultureInfo.InvariantCulture));

    private static void WriteIfPresent(string folder, string file, long value)
    {
        if (File.Exists(Path.Combine(folder, file)))
        {
            Write(folder, file, value);
        }
    }

    /// <summary>Removes the folder; false when the kernel refuses. The files in it cannot be deleted and vanish with the folder.</summary>
    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: false);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
