// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Counters of one network interface since it exists: <c>networks.{name}</c>.</summary>
/// <param name="Name">The interface, such as <c>eth0</c>; on Windows such as <c>Ethernet 3</c> or a GUID.</param>
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
    /// <summary>The larger of each counter: of two readings of one interface, the later one.</summary>
    internal InterfaceStats Max(InterfaceStats other) => new(
        Name,
        Larger(ReceiveBytes, other.ReceiveBytes),
        Larger(ReceivePackets, other.ReceivePackets),
        Larger(ReceiveErrors, other.ReceiveErrors),
        Larger(ReceiveDropped, other.ReceiveDropped),
        Larger(TransmitBytes, other.TransmitBytes),
        Larger(TransmitPackets, other.TransmitPackets),
        Larger(TransmitErrors, other.TransmitErrors),
        Larger(TransmitDropped, other.TransmitDropped));

    /// <summary>
    /// The counters, each at least as high as it was; but one that a later sample has at less than half was reset. Samples of
    /// different containers are too close to each other for such a difference.
    /// </summary>
    internal InterfaceStats NotBelow(in InterfaceStats highest, bool isLater) => new(
        Name,
        NotBelow(ReceiveBytes, highest.ReceiveBytes, isLater),
        NotBelow(ReceivePackets, highest.ReceivePackets, isLater),
        NotBelow(ReceiveErrors, highest.ReceiveErrors, isLater),
        NotBelow(ReceiveDropped, highest.ReceiveDropped, isLater),
        NotBelow(TransmitBytes, highest.TransmitBytes, isLater),
        NotBelow(TransmitPackets, highest.TransmitPackets, isLater),
        NotBelow(TransmitErrors, highest.TransmitErrors, isLater),
        NotBelow(TransmitDropped, highest.TransmitDropped, isLater));

    /// <summary>The counters, those that are absent from <paramref name="other"/>.</summary>
    internal InterfaceStats Or(in InterfaceStats other) => new(
        Name,
        ReceiveBytes ?? other.ReceiveBytes,
        ReceivePackets ?? other.ReceivePackets,
        ReceiveErrors ?? other.ReceiveErrors,
        ReceiveDropped ?? other.ReceiveDropped,
        TransmitBytes ?? other.TransmitBytes,
        TransmitPackets ?? other.TransmitPackets,
        TransmitErrors ?? other.TransmitErrors,
        TransmitDropped ?? other.TransmitDropped);

    internal static InterfaceStats? Read(string name, ref JsonCursor json)
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

    private static ulong? NotBelow(ulong? now, ulong? highest, bool isLater) =>
        now < highest && !(isLater && now < highest / 2) ? highest : now;

    private static ulong? Larger(ulong? left, ulong? right) => left >= right || right is null ? left : right;
}
