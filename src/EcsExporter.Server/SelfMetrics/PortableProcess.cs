// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.SelfMetrics;

/// <summary>The figures the runtime has on every platform.</summary>
internal sealed class PortableProcess(TimeProvider timeProvider) : IProcessFigures
{
    private readonly DateTimeOffset _start = timeProvider.GetUtcNow();

    public double? CpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    public double? OpenFileDescriptors => null;

    public double? MaxFileDescriptors => null;

    public double? ResidentMemoryBytes => Environment.WorkingSet;

    public double? VirtualMemoryBytes => null;

    public double? MaxVirtualMemoryBytes => null;

    public double? StartTimeSeconds => (_start - DateTimeOffset.UnixEpoch).TotalSeconds;

    public double? ReceivedBytes => null;

    public double? SentBytes => null;
}
