// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace EcsExporter.Server.Web;

/// <summary>
/// Lets a client close its sending side after its request and still read the answer, as RFC 9112 section 9.6 expects of servers. Kestrel's
/// transport reports the connection as closed when the client has sent FIN, and Kestrel then aborts the request. This middleware holds that
/// report back until the client has really left: until it reset the connection, or until an answer cannot be sent.
/// </summary>
/// <remarks>
/// A client that closes its socket for good sends the same FIN, so its request runs to its end. What it asked for is bounded by its own
/// timeout and by <c>--ecs.timeout</c>. Only Linux tells the two kinds of end apart here; elsewhere FIN ends the request as before.
/// </remarks>
internal sealed class HalfClosedConnections
{
    // TCP_INFO in tcp(7); the first byte of the answer is the state. Its values are in the kernel's include/net/tcp_states.h.
    private const int ProtocolTcp = 6;
    private const int TcpInfo = 11;
    private const byte CloseWait = 8;

    private readonly Lock _gate = new();
    private readonly ConnectionContext _connection;
    private readonly CancellationTokenSource _gone;
    private bool _hasEnded;

    private HalfClosedConnections(ConnectionContext connection, CancellationTokenSource gone) => (_connection, _gone) = (connection, gone);

    /// <summary>Serves a connection whose client may half-close it.</summary>
    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var closed = connection.ConnectionClosed;
        using var gone = new CancellationTokenSource();
        var watched = new HalfClosedConnections(connection, gone);
        connection.ConnectionClosed = gone.Token;
        await using (closed.UnsafeRegister(static watched => ((HalfClosedConnections)watched!).OnClosed(), watched))
        {
            try
            {
                await next(connection);
            }
            finally
            {
                watched.End();
                connection.ConnectionClosed = closed;
            }
        }
    }

    private void OnClosed()
    {
        if (!EndUnlessHalfClosed())
        {
            // A reset after FIN is not reported by the transport, which reads no more. Kestrel's heartbeat comes once a second.
            _connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static watched => _ = ((HalfClosedConnections)watched).EndUnlessHalfClosed(), this);
        }
    }

    /// <summary>Reports the connection as closed, unless the client has only closed its sending side. Returns whether it has ended.</summary>
    private bool EndUnlessHalfClosed()
    {
        lock (_gate)
        {
            if (!_hasEnded && !IsHalfClosed(_connection.Features.Get<IConnectionSocketFeature>()?.Socket))
            {
                _hasEnded = true;
                _gone.Cancel();
            }

            return _hasEnded;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }
    }

    private static bool IsHalfClosed(Socket? socket)
    {
        if (socket is null || !OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            Span<byte> state = stackalloc byte[1];
            return socket.GetRawSocketOption(ProtocolTcp, TcpInfo, state) == 1 && state[0] == CloseWait;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
