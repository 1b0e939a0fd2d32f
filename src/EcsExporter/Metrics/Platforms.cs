// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>The words for where a family appears.</summary>
internal static class Platforms
{
    public const string All = "all";
    public const string Linux = "Linux";
    public const string LinuxAndFargateWindows = "Linux; Fargate on Windows";
    public const string CgroupV1AndFargateWindows = "Linux, cgroup v1; Fargate on Windows";
    public const string CgroupV1 = "Linux, cgroup v1";
    public const string CgroupV2 = "Linux, cgroup v2";
    public const string Windows = "Windows";
    public const string Ec2Windows = "Windows on EC2";
    public const string FargateLinux = "Fargate on Linux";
    public const string FargateAndManagedInstances = "Fargate, Managed Instances";
}
