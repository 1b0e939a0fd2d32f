// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>Counters of one network interface. Packets, drops and errors follow from the bytes.</summary>
internal readonly record struct NetworkUsage(ulong ReceivedBytes, ulong SentBytes)
{
    public ulong ReceivedPackets => ReceivedBytes / 940;

    public ulong ReceivedDropped => ReceivedPackets / 40_000;

    public ulong ReceivedErrors => ReceivedPackets / 900_000;

    public ulong SentPackets => SentBytes / 610;

    public ulong SentDropped => SentPackets / 90_000;

    public ulong SentErrors => SentPackets / 1_500_000;
}
