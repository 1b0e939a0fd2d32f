// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>The infrastructure on which a task runs: the field <c>launchType</c>.</summary>
public enum LaunchType
{
    /// <summary>AWS runs the host: <c>FARGATE</c>.</summary>
    Fargate,

    /// <summary>A container instance of the account: <c>EC2</c>.</summary>
    Ec2,

    /// <summary>ECS Anywhere, a machine outside AWS: <c>EXTERNAL</c>.</summary>
    External,

    /// <summary>An EC2 instance that ECS manages: <c>MANAGED_INSTANCES</c>. Clients from before September 2025 do not know this value.</summary>
    ManagedInstances,
}

/// <summary>The values of <c>launchType</c> in the API.</summary>
internal static class LaunchTypeText
{
    public static string Text(this LaunchType type) => type switch
    {
        LaunchType.Fargate => "FARGATE",
        LaunchType.Ec2 => "EC2",
        LaunchType.External => "EXTERNAL",
        LaunchType.ManagedInstances => "MANAGED_INSTANCES",
    };
}
