// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.SelfMetrics;

/// <summary>What the operating system says of this process; null where it does not say.</summary>
internal interface IProcessFigures
{
    /// <summary>User and system CPU time used.</summary>
    double? CpuSeconds { get; }

    double? OpenFileDescriptors { get; }

    double? MaxFileDescriptors { get; }

    double? ResidentMemoryBytes { get; }

    double? VirtualMemoryBytes { get; }

    double? MaxVirtualMemoryBytes { get; }

    /// <summary>Seconds from 1970 to the start of the process.</summary>
    double? StartTimeSeconds { get; }

    /// <summary>Bytes that reached the network namespace.</summary>
    double? ReceivedBytes { get; }

    /// <summary>Bytes that left the network namespace.</summary>
    double? SentBytes { get; }
}
