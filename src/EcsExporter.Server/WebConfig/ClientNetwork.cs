// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Whom a request is counted as: an IPv4 address, or the first 64 bits of an IPv6 address, of which a single machine may have all
/// that begin with them (RFC 6177). Clients without an address, as over a Unix socket from systemd, are one.
/// </summary>
/// <param name="Family">IPv4, IPv6 or unspecified.</param>
/// <param name="Prefix">The address, or the beginning of it.</param>
internal readonly record struct ClientNetwork(AddressFamily Family, ulong Prefix)
{
    /// <summary>The network of an address. An IPv4 address is the same in the form that an IPv6 socket gives it.</summary>
    public static ClientNetwork Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length);
        return length == sizeof(uint)
            ? new ClientNetwork(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new ClientNetwork(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
