// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;
using EcsExporter.Simulator.Documents.Sections;

namespace EcsExporter.Simulator.Scenarios;

/// <summary>The platforms of the scenarios. Declare a new platform with a <c>with</c> expression on a similar one.</summary>
internal static class Platforms
{
    /// <summary>Fargate, Linux platform version 1.4: containerd on cgroup v1.</summary>
    public static Platform FargateLinux { get; } = new()
    {
        LaunchType = "FARGATE",
        SamplingInterval = TimeSpan.FromSeconds(10),
        UsesTaskBasedIds = true,
        NetworkMode = "awsvpc",
        Interface = "eth1",
        HasClockDrift = true,
        HasEphemeralStorage = true,
        Snapshotter = "overlayfs",
        UnlimitedMemoryBytes = 9223372036854771712,
        Processors = 2,
        Devices = [new(259, 1, 30, 0), new(259, 0, 70, 100)],
        Pids = PidsSections.Empty,
        Cpu = CpuSections.CgroupV1,
        Memory = MemorySections.CgroupV1,
        BlockIo = BlockIoSections.CgroupV1,
        Storage = StorageSections.Empty,
    };

    /// <summary>Fargate, Windows: figures of containerd in the format of Docker.</summary>
    public static Platform FargateWindows { get; } = FargateLinux with
    {
        Interface = "Ethernet 3",
        HasEphemeralStorage = false,
        Snapshotter = null,
        ReportsProcessors = true,
        Cpu = CpuSections.FargateWindows,
        Memory = MemorySections.FargateWindows,
        BlockIo = BlockIoSections.NoneAsText,
    };

    /// <summary>Managed Instances: containerd on cgroup v2.</summary>
    public static Platform ManagedInstances { get; } = FargateLinux with
    {
        LaunchType = "MANAGED_INSTANCES",
        Interface = "eth0",
        HasEphemeralStorage = false,
        UnlimitedMemoryBytes = ulong.MaxValue,
        Devices = [new(259, 1, 80, 100), new(259, 0, 20, 0), new(252, 0, 20, 0)],
        Cpu = CpuSections.CgroupV2,
        Memory = MemorySections.CgroupV2,
        BlockIo = BlockIoSections.CgroupV2,
    };

    /// <summary>The agent and Docker on Linux with cgroup v2, bridge networks.</summary>
    public static Platform Ec2Linux { get; } = new()
    {
        LaunchType = "EC2",
        SamplingInterval = TimeSpan.FromSeconds(1),
        RunsOnAgent = true,
        NetworkMode = "bridge",
        Interface = "eth0",
        UnlimitedMemoryBytes = 4043309056,
        Processors = 2,
        Devices = [new(259, 0, 100, 100)],
        Pids = PidsSections.CgroupV2,
        Cpu = CpuSections.CgroupV2,
        Memory = MemorySections.CgroupV2,
        BlockIo = BlockIoSections.CgroupV2,
        Storage = StorageSections.Empty,
    };

    /// <summary>The agent and Docker on Windows.</summary>
    public static Platform Ec2Windows { get; } = Ec2Linux with
    {
        NetworkMode = "nat",
        Interface = "a3d2c7de-51c8-4b5f-9d3e-6f2b0c94e1a7",
        Processors = 4,
        ReportsProcessors = true,
        Pids = PidsSections.Empty,
        Cpu = CpuSections.DockerWindows,
        Memory = MemorySections.DockerWindows,
        BlockIo = BlockIoSections.None,
        Storage = StorageSections.DockerWindows,
    };
}
