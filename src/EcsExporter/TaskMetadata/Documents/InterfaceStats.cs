// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>Counters of one network interface since its creation: <c>networks.{name}</c>.</summary>
/// <param name="Name">The interface's name, such as <c>eth0</c>; on Windows, such as <c>Ethernet 3</c> or a GUID.</param>
/// <param name="ReceiveBytes">Bytes received: <c>rx_bytes</c>.</param>
/// <param name="ReceivePackets">Packets received: <c>rx_packets</c>.</param>
/// <param name="ReceiveErrors">Receive errors: <c>rx_errors</c>.</param>
/// <param name="ReceiveDropped">Packets dropped in receiving: <c>rx_dropped</c>.</param>
/// <param name="TransmitBytes">Bytes sent: <c>tx_bytes</c>.</param>
/// <param name="TransmitPackets">Packets sent: <c>tx_packets</c>.</param>
/// <param name="TransmitErrors">Send errors: <c>tx_errors</c>.</param>
/// <param name="TransmitDropped">Packets dropped in sending: <c>tx_dropped</c>.</param>
public readonly record struct InterfaceStats(
    string Name,
    ulong? ReceiveBytes,
    ulong? ReceivePackets,
    ulong? ReceiveErrors,
    ulong? ReceiveDropped,
    ulong? TransmitBytes,
    ulong? TransmitPackets,
    ulong? TransmitErrors,
    ulong? TransmitDropped)
{
    /// <summary>Reads the object <c>networks</c>: the interfaces in ordinal order of their names, each once.</summary>
    internal static ImmutableArray<InterfaceStats> ReadAll(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedNetwork;
        var readings = new List<InterfaceStats>();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            if (Read(name, ref json) is { } stats)
            {
                readings.Add(stats);
            }
        }

        var interfaces = Merge(readings);
        for (var duplicates = readings.Count - interfaces.Length; duplicates > 0; duplicates--)
        {
            json.Report(AnomalyKind.DuplicateInterface);
        }

        return interfaces;
    }

    /// <summary>The interfaces in ordinal order of their names, each once, with the larger of each counter.</summary>
    internal static ImmutableArray<InterfaceStats> Merge(List<InterfaceStats> readings) =>
        Ordinal.Merge(readings, static reading => reading.Name, static (left, right) => left.Max(right));

    /// <summary>The larger value of each counter: of two readings of one interface, the later reading.</summary>
    internal InterfaceStats Max(in InterfaceStats other) => Combine(other, static (left, right) => left >= right || right is null ? left : right);

    /// <summary>
    /// The counters, each at least as high as in <paramref name="highest"/>. A counter at less than half in a later sample counts as reset and is
    /// passed on: samples of different containers are too close in time for such a difference.
    /// </summary>
    internal InterfaceStats NotBelow(in InterfaceStats highest, bool isLater) =>
        Combine(highest, (now, then) => now < then && !(isLater && now < then / 2) ? then : now);

    /// <summary>The counters; an absent counter is taken from <paramref name="other"/>.</summary>
    internal InterfaceStats Or(in InterfaceStats other) => Combine(other, static (own, substitute) => own ?? substitute);

    private InterfaceStats Combine(in InterfaceStats other, Func<ulong?, ulong?, ulong?> combine) => new(
        Name,
        combine(ReceiveBytes, other.ReceiveBytes),
        combine(ReceivePackets, other.ReceivePackets),
        combine(ReceiveErrors, other.ReceiveErrors),
        combine(ReceiveDropped, other.ReceiveDropped),
        combine(TransmitBytes, other.TransmitBytes),
        combine(TransmitPackets, other.TransmitPackets),
        combine(TransmitErrors, other.TransmitErrors),
        combine(TransmitDropped, other.TransmitDropped));

    private static InterfaceStats? Read(string name, ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new InterfaceStats { Name = name };
        while (json.NextProperty(out var field))
        {
            switch (field)
            {
                case "rx_bytes": stats = stats with { ReceiveBytes = json.UInt64() }; break;
                case "rx_packets": stats = stats with { ReceivePackets = json.UInt64() }; break;
                case "rx_errors": stats = stats with { ReceiveErrors = json.UInt64() }; break;
                case "rx_dropped": stats = stats with { ReceiveDropped = json.UInt64() }; break;
                case "tx_bytes": stats = stats with { TransmitBytes = json.UInt64() }; break;
                case "tx_packets": stats = stats with { TransmitPackets = json.UInt64() }; break;
                case "tx_errors": stats = stats with { TransmitErrors = json.UInt64() }; break;
                case "tx_dropped": stats = stats with { TransmitDropped = json.UInt64() }; break;
                default: json.Skip(); break;
            }
        }

        return stats;
    }
}
