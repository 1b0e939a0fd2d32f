// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>
/// Connects to a credentials endpoint. A name is resolved once, and the connection goes to one of the addresses that were checked. A name that
/// resolves to another address a moment later (DNS rebinding) therefore cannot bypass the check.
/// </summary>
/// <param name="resolve">Returns all addresses of a host. The host may be an address itself.</param>
/// <param name="connect">Opens a connection to an address.</param>
internal sealed class CredentialsConnector(
    Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPEndPoint, CancellationToken, Task<Stream>> connect)
{
    /// <summary>
    /// The addresses of the ECS agent and of EKS Pod Identity's agent.
    /// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html"/>
    /// </summary>
    private static readonly IPAddress[] LinkLocal =
        [IPAddress.Parse(CredentialsEndpoint.EcsHost), IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <summary>The connector with the system's resolver and sockets.</summary>
    public static CredentialsConnector System { get; } = new(Dns.GetHostAddressesAsync, ConnectAsync);

    /// <summary>Connects to the first address that accepts the connection.</summary>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">The port.</param>
    /// <param name="isEncrypted">
    /// Whether TLS protects the request and proves the server's identity. Without TLS, every address must be one whose traffic stays on the machine.
    /// </param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="CredentialsException">An address is not allowed.</exception>
    /// <exception cref="SocketException">The host has no address, or no address accepts the connection.</exception>
    public async ValueTask<Stream> ConnectAsync(string host, int port, bool isEncrypted, CancellationToken cancellationToken)
    {
        var addresses = await resolve(host, cancellationToken);
        if (!isEncrypted && !Array.TrueForAll(addresses, IsLocal))
        {
            throw new CredentialsException(
                "plain http is allowed only if every address of the host is a loopback address, "
                    + "169.254.170.2, 169.254.170.23 or fd00:ec2::23: use https");
        }

        var failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            try
            {
                return await connect(new IPEndPoint(address, port), cancellationToken);
            }
            catch (SocketException error)
            {
                failure = error;
            }
        }

        throw failure;
    }

    /// <summary>Whether traffic to the address stays on the machine, or on its link to the agent.</summary>
    public static bool IsLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || Array.IndexOf(LinkLocal, plain) >= 0;
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }
}
