// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.CommandLine;

/// <summary>Holds an address to listen on: <c>:9779</c>, <c>127.0.0.1:9779</c>, <c>[::1]:9779</c>.</summary>
/// <param name="Host">An IP address without brackets, <c>localhost</c>, or empty for all addresses of the machine.</param>
/// <param name="Port">The port; 0 lets the system choose one.</param>
internal readonly record struct ListenAddress(string Host, int Port)
{
    private const string Localhost = "localhost";

    /// <summary>Whether this is all addresses, IPv4 and IPv6.</summary>
    public bool IsAny => Host.Length == 0;

    /// <summary>
    /// The address to bind. For all addresses it is <c>[::]</c>, which accepts IPv4 connections too. Null for <c>localhost</c>, which is two
    /// addresses.
    /// </summary>
    public IPEndPoint? EndPoint => Host == Localhost ? null : new IPEndPoint(IsAny ? IPAddress.IPv6Any : IPAddress.Parse(Host), Port);

    /// <summary>Returns the same port on the loopback addresses, IPv4 and IPv6.</summary>
    public ListenAddress OnLoopback() => this with { Host = Localhost };

    /// <summary>Parses <c>host:port</c>, <c>:port</c> or <c>[ipv6]:port</c>.</summary>
    /// <exception cref="FormatException">The text has another form, or the host is a name that would need DNS.</exception>
    public static ListenAddress Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new FormatException(ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? $"address must have a colon before the port: write ':{text}', got '{text}'"
                : $"address must end in a port from 0 to 65535, as in ':9779', got '{text}'");
        }

        return text[..colon] switch
        {
            "" => new ListenAddress("", port),
            Localhost when port == 0 => throw new FormatException($"localhost needs a port other than 0: it is two addresses, got '{text}'"),
            Localhost => new ListenAddress(Localhost, port),
            ['[', .. var host, ']'] when IsLiteral(host, AddressFamily.InterNetworkV6) => new ListenAddress(host, port),
            var host when IsLiteral(host, AddressFamily.InterNetwork) => new ListenAddress(host, port),
            _ => throw new FormatException($"host must be an IPv4 address, an IPv6 address in brackets or localhost, got '{text}'"),
        };
    }

    /// <summary>Returns the address as it is written on the command line.</summary>
    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return $"{host}:{Port.ToString(CultureInfo.InvariantCulture)}";
    }

    private static bool IsLiteral(string host, AddressFamily family) =>
        IPAddress.TryParse(host, out var address)
        && address.AddressFamily == family
        // IPAddress also parses "1" and "0x7f.1", which are more likely typing mistakes.
        && (family == AddressFamily.InterNetworkV6 ? !host.StartsWith('[') : address.ToString() == host);
}
