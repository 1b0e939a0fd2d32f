// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Web;

/// <summary>
/// Bounds what open connections cost, and refuses nobody: when there are too many, the one that asked for nothing for the
/// longest time is closed. Whoever opens thousands of them takes the room from themselves, not from a scraper.
/// </summary>
/// <param name="capacity">How many may be open.</param>
internal sealed class ConnectionRoom(int capacity)
{
    private readonly Lock _oneAtATime = new();
    private readonly LinkedList<ConnectionContext> _byLastUse = new();

    /// <summary>Lets a connection be served, and closes another one for it if need be.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var place = new Place(this, connection);
        connection.Features.Set(place);
        Enter(place)?.Abort(new ConnectionAbortedException("It was idle, and its room was needed."));
        try
        {
            await next(connection);
        }
        finally
        {
            place.Leave();
        }
    }

    /// <summary>Returns the connection that has to go.</summary>
    private ConnectionContext? Enter(Place place)
    {
        lock (_oneAtATime)
        {
            ConnectionContext? idlest = null;
            if (_byLastUse.Count >= capacity)
            {
                idlest = _byLastUse.First!.Value;
                _byLastUse.RemoveFirst();
            }

            _byLastUse.AddLast(place.Node);
            return idlest;
        }
    }

    /// <summary>One connection's place in the order.</summary>
    internal sealed class Place(ConnectionRoom room, ConnectionContext connection)
    {
        /// <summary>In the order, unless the connection has to go.</summary>
        public LinkedListNode<ConnectionContext> Node { get; } = new(connection);

        /// <summary>Notes that a request begins.</summary>
        public void Use()
        {
            lock (room._oneAtATime)
            {
                if (Node.List is not null)
                {
                    room._byLastUse.Remove(Node);
                    room._byLastUse.AddLast(Node);
                }
            }
        }

        /// <summary>Gives the place up.</summary>
        public void Leave()
        {
            lock (room._oneAtATime)
            {
                if (Node.List is not null)
                {
                    room._byLastUse.Remove(Node);
                }
            }
        }
    }
}
