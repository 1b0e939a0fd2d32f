// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Harness;

/// <summary>The cgroup hierarchy of one controller, such as <c>memory</c>.</summary>
/// <param name="Folder">The topmost folder of the hierarchy that this process sees.</param>
/// <param name="IsVersion2">Whether it is the unified hierarchy of cgroup v2.</param>
internal sealed record ControlGroupHierarchy(string Folder, bool IsVersion2)
{
    /// <summary>
    /// Finds the hierarchy in the mount table (proc_pid_mountinfo(5)). A hierarchy of version 1 takes precedence, because a controller belongs to one
    /// hierarchy only.
    /// </summary>
    /// <param name="controller">The name of the controller.</param>
    /// <param name="mountTable">The file with the mount table; tests pass their own.</param>
    /// <exception cref="IOException">The controller is in no hierarchy that this process sees.</exception>
    public static ControlGroupHierarchy Find(string controller, string mountTable = "/proc/self/mountinfo")
    {
        string? unified = null;
        foreach (var line in File.ReadLines(mountTable))
        {
            // "36 35 98:0 / /mount/point rw,noatime shared:1 - cgroup cgroup rw,memory"
            var separator = line.IndexOf(" - ", StringComparison.Ordinal);
            var mountPoint = line[..separator].Split(' ')[4];
            var about = line[(separator + 3)..].Split(' ');
            if (about[0] == "cgroup" && about[2].Split(',').Contains(controller))
            {
                return new ControlGroupHierarchy(mountPoint, IsVersion2: false);
            }

            if (about[0] == "cgroup2")
            {
                unified = mountPoint;
            }
        }

        if (unified is null || !File.ReadAllText(Path.Combine(unified, "cgroup.controllers")).Trim().Split(' ').Contains(controller))
        {
            throw new IOException($"no control group hierarchy has the controller {controller}");
        }

        // cgroups(7): a group must enable the controller for its children, and cannot while it has processes, unless it is the root.
        var delegation = Path.Combine(unified, "cgroup.subtree_control");
        if (!File.ReadAllText(delegation).Trim().Split(' ').Contains(controller))
        {
            File.WriteAllText(delegation, $"+{controller}");
        }

        return new ControlGroupHierarchy(unified, IsVersion2: true);
    }
}
