// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Harness;

namespace EcsExporter.Server.Tests;

/// <summary>Tests where <c>tests/EcsExporter.Attack</c> creates control groups on machines that differ from this one.</summary>
public sealed class ControlGroupHierarchyTests : IDisposable
{
    private const string Version1 =
        "30 24 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
        + "31 24 0:27 / /sys/fs/cgroup/memory rw,nosuid shared:10 - cgroup cgroup rw,memory\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hierarchy-");

    [Fact]
    public void Find_Version1_IsTheControllersOwnHierarchy()
    {
        Assert.Equal(new ControlGroupHierarchy("/sys/fs/cgroup/memory", IsVersion2: false), Find("memory", Version1));
        Assert.Equal(new ControlGroupHierarchy("/sys/fs/cgroup/cpu,cpuacct", IsVersion2: false), Find("cpu", Version1));
    }

    [Fact]
    public void Find_BothVersionsAndControllerInVersion1_IsVersion1() =>
        Assert.False(Find("memory", Unified("pids", "") + Version1).IsVersion2);

    [Theory]
    [InlineData("cpu memory pids\n", "cpu memory\n")]
    [InlineData("memory\n", "memory\n")]
    public void Find_Version2_IsTheUnifiedHierarchy(string controllers, string delegated)
    {
        Assert.Equal(new ControlGroupHierarchy(_folder.FullName, IsVersion2: true), Find("memory", Unified(controllers, delegated)));
        Assert.Equal(delegated, File.ReadAllText(Delegation));
    }

    [Fact]
    public void Find_Version2WithoutDelegation_DelegatesTheController()
    {
        Assert.True(Find("memory", Unified("cpu memory\n", "cpu\n")).IsVersion2);
        Assert.Equal("+memory", File.ReadAllText(Delegation));
    }

    [Fact]
    public void Find_ControllerInNoHierarchy_Throws() => Assert.Throws<IOException>(() => Find("memory", Unified("pids\n", "pids\n")));

    public void Dispose() => _folder.Delete(recursive: true);

    private string Delegation => Path.Combine(_folder.FullName, "cgroup.subtree_control");

    /// <summary>The line of a mount table for a unified hierarchy in the test's folder.</summary>
    private string Unified(string controllers, string delegated)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "cgroup.controllers"), controllers);
        File.WriteAllText(Delegation, delegated);
        return $"29 24 0:25 / {_folder.FullName} rw,nosuid,nodev shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    }

    private ControlGroupHierarchy Find(string controller, string mountTable)
    {
        var path = Path.Combine(_folder.FullName, "mountinfo");
        File.WriteAllText(path, mountTable);
        return ControlGroupHierarchy.Find(controller, path);
    }
}
