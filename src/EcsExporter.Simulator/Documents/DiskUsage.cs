// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>Disk counters of one sample, over all devices.</summary>
internal readonly record struct DiskUsage(ulong ReadBytes, ulong WrittenBytes)
{
    public ulong Reads => ReadBytes / 32768;

    public ulong Writes => WrittenBytes / 4096;
}
