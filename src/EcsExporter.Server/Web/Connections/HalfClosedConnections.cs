// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Lets a client close its sending side after its request and still read the answer (TCP's half-close, RFC 9293, section 3.6). Kestrel's transport
/// reports the connection as closed when the client has sent FIN, and Kestrel then aborts the request. This middleware delays that report until the
/// client has really disconnected: until it has reset the connection, or until an answer cannot be sent.
/// </summary>
/// <remarks>
/// A client that closes its socket completely sends the same FIN, and only an answer would show the difference. Only a few such connections are
/// served at a time, so that clients that disconnect early do not keep others waiting. Beyond that number, the request of the client that closed
/// first is aborted. Only Linux shows whether the client has reset the connection. On other systems, FIN aborts the request at once.
/// </remarks>
internal sealed class HalfClosedConnections
{
    /// <summary>The most half-closed connections served at a time, well below the default of <c>--web.max-requests</c>, 40.</summary>
    private const int MaxServed = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<Served> _byClose = new();

    /// <summary>Serves a connection whose client may half-close it.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var closed = connection.ConnectionClosed;
        using var served = new Served(connection);
        connection.ConnectionClosed = served.Gone;
        try
        {
            await using (closed.UnsafeRegister(_ => OnClosed(served), null))
            {
                await next(connection);
            }
        }
        finally
        {
            connection.ConnectionClosed = closed;
            lock (_lock)
            {
                _ = _byClose.Remove(served);
            }
        }
    }

    private void OnClosed(Served served)
    {
        if (!served.IsHalfClosed())
        {
            served.Abort();
            return;
        }

        Served? first = null;
        lock (_lock)
        {
            _byClose.AddLast(served);
            if (_byClose.Count > MaxServed)
            {
                first = _byClose.First!.Value;
                _byClose.RemoveFirst();
            }
        }

        first?.Abort();
        served.WatchForReset();
    }

    /// <summary>Holds one connection, and the token that reports its end.</summary>
    private sealed class Served(ConnectionContext connection) : IDisposable
    {
        // TCP_INFO in tcp(7). The first byte of the result is the state, whose values are in the kernel's include/net/tcp_states.h.
        private const int ProtocolTcp = 6;
        private const int TcpInfo = 11;
        private const byte CloseWait = 8;

        private readonly Lock _lock = new();
        private readonly CancellationTokenSource _gone = new();
        private bool _hasEnded;

        /// <summary>Cancelled when the client has disconnected.</summary>
        public CancellationToken Gone => _gone.Token;

        /// <summary>Whether the client has sent FIN and has not reset the connection.</summary>
        public bool IsHalfClosed()
        {
            if (!OperatingSystem.IsLinux() || connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
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

        /// <summary>
        /// Aborts when the client resets the connection. The transport no longer reads, so Kestrel's heartbeat checks the state once a second.
        /// </summary>
        public void WatchForReset() => connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(
            static state =>
            {
                var served = (Served)state;
                if (!served._hasEnded && !served.IsHalfClosed())
                {
                    served.Abort();
                }
            },
            this);

        public void Abort()
        {
            lock (_lock)
            {
                if (!_hasEnded)
                {
                    _hasEnded = true;
                    _gone.Cancel();
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _hasEnded = true;
                _gone.Dispose();
            }
        }
    }
}
